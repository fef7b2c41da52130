import CKernels
import Numerics
import Specification

/// Telling classes apart: the output has a score for each.
package struct ClassRecognition: Objective {
  /// The number of classes.
  package let classes: Int
  private var loss = CrossEntropy()

  /// Tells so many classes apart.
  package init(classes: Int) { self.classes = classes }

  package func measured(by loss: (any Loss)?) throws -> ClassRecognition {
    guard let crossEntropy = (loss ?? CrossEntropy()) as? CrossEntropy else {
      throw TrainingError.unsuitableLoss(
        "a classifier needs the loss \"crossEntropy\", this one compares images")
    }
    var copy = self
    copy.loss = crossEntropy
    return copy
  }

  package var title: String { CrossEntropy.term }
  package var classCount: Int? { classes }
  package var reduction: Reduction { loss.reduction }

  /// Labels that are classes of the model.
  package func check(_ data: any BatchSource) throws {
    guard let labels = data.labels, labels.count == data.count else {
      throw TrainingError.noLabels
    }
    if let stray = labels.first(where: { !(0..<classes).contains($0) }) {
      throw TrainingError.strayLabel(stray, classes: classes)
    }
  }

  /// A probability for each class.
  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    (0, batch * architecture.output.count)
  }

  package func setTargets(of batch: Batch, in network: Network<Float>) {
    guard let labels = batch.source.labels else { return }
    for (row, index) in batch.indices.enumerated() { network.labels[row] = CInt(labels[index]) }
  }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    let classes = network.architecture.output.count
    let probabilities = network.scratch.base
    var sums = LossSums(penalty: network.penalty(pass), count: pass.count)
    sums.total = T.kernels.cross_entropy_of_classes(
      pass.count, classes, output.base, network.labels, loss.smoothing,
      factor(count: pass.count, network.architecture), probabilities, gradient?.base)
    sums.correct = (0..<pass.count).count { sample in
      Network<T>.largest(probabilities + sample * classes, classes) == Int(network.labels[sample])
    }
    return sums
  }

  package var metrics: [Metric] { [.loss, .bestAccuracy, .finalAccuracy] }

  package func summary(
    _ sums: LossSums, penaltyWeight: Double, _ architecture: Architecture
  ) -> LossSummary {
    var summary = means(sums, penaltyWeight: penaltyWeight, architecture)
    summary.accuracy = Double(sums.correct) / Double(max(1, sums.count))
    return summary
  }
}

extension Network {
  /// The index of the largest of some numbers, the first of several.
  static func largest(_ numbers: UnsafePointer<T>, _ count: Int) -> Int {
    var best = 0
    for index in 0..<count where numbers[index] > numbers[best] { best = index }
    return best
  }
}
