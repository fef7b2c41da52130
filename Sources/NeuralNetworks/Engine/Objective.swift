import CKernels
import Numerics
import Specification

/// The losses of some images, summed in double precision.
struct LossSums: Equatable {
  /// Of reconstruction, or of the classes.
  var total = 0.0
  /// Of the KL divergence, before its weight.
  var penalty = 0.0
  /// The images whose class was told right.
  var correct = 0
  /// The images.
  var count = 0

  static func += (left: inout LossSums, right: LossSums) {
    left.total += right.total
    left.penalty += right.penalty
    left.correct += right.correct
    left.count += right.count
  }
}

/// What a network's output is held against.
enum Objective {
  /// `target`, number by number.
  case images(any ImageLoss)
  /// `classes`.
  case classes(CrossEntropy)

  var reduction: Reduction {
    switch self {
    case .images(let loss): loss.reduction
    case .classes(let loss): loss.reduction
    }
  }
}

extension Network {
  /// How many losses an image has: one for each number, or one for its class.
  func lossesPerImage(_ objective: Objective) -> Int {
    switch objective {
    case .images: architecture.input.count
    case .classes: 1
    }
  }

  /// What the sum of the losses of `count` images is multiplied by.
  func factor(_ objective: Objective, count: Int) -> Double {
    switch objective.reduction {
    case .mean: 1 / Double(count * lossesPerImage(objective))
    case .sum: 1
    }
  }

  /// What one image's penalty of weight `beta` counts among `count` images.
  static func penaltyFactor(_ objective: Objective, beta: Double, count: Int) -> Double {
    switch objective.reduction {
    case .mean: beta / Double(count)
    case .sum: beta
    }
  }

  /// Takes the losses of the output of a pass; where there is a place for it, the gradient of what
  /// is made small goes there.
  func losses(
    _ objective: Objective, of output: Numbers<T>, gradient: Numbers<T>?, _ pass: Pass<T>
  ) -> LossSums {
    let factor = factor(objective, count: pass.count)
    var sums = LossSums(penalty: penalty(pass), count: pass.count)
    switch objective {
    case .images(let loss):
      sums.total = imageLoss(loss, output, gradient: gradient, factor: factor, pass)
    case .classes(let loss):
      let classes = architecture.output.count
      sums.total = T.kernels.cross_entropy_of_classes(
        pass.count, classes, output.base, labels, loss.smoothing, factor, probabilities.base,
        gradient?.base)
      sums.correct = (0..<pass.count).count { sample in
        Self.largest(probabilities.base + sample * classes, classes) == Int(labels[sample])
      }
    }
    return sums
  }

  private func imageLoss(
    _ loss: any ImageLoss, _ output: Numbers<T>, gradient: Numbers<T>?, factor: Double,
    _ pass: Pass<T>
  ) -> Double {
    let size = architecture.input.count
    let function = loss.function
    let parameter = loss.parameter
    let target = self.target
    let sums = SampleSums(base: pass.doubles(sampleSums))
    Parallel.forEach(blocks: pass.count) { sample in
      let offset = sample * size
      sums.base[sample] = T.kernels.loss(
        function, parameter, size, output.base + offset, target.base + offset, factor,
        gradient.map { $0.base + offset })
    }
    var total = 0.0
    for sample in 0..<pass.count { total += sums.base[sample] }
    return total
  }

  /// The index of the largest of some numbers, the first of several.
  static func largest(_ numbers: UnsafePointer<T>, _ count: Int) -> Int {
    var best = 0
    for index in 0..<count where numbers[index] > numbers[best] { best = index }
    return best
  }

  private struct SampleSums: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
  }
}
