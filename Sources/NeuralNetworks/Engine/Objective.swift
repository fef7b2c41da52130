import CKernels
import Numerics
import Specification

/// The losses of a batch, summed in double precision.
struct BatchLoss: Equatable {
  /// The sum over the batch of what is made small, before any mean is taken.
  var total = 0.0
  /// The samples.
  var count = 0

  static func += (left: inout BatchLoss, right: BatchLoss) {
    left.total += right.total
    left.count += right.count
  }
}

extension Network {
  /// Compares the output of a pass with `target`, number by number; `factor` times the gradient
  /// with respect to the output goes to `gradient`.
  func imageLoss(
    _ loss: any ImageLoss, of output: Numbers<T>, against target: Numbers<T>,
    gradient: Numbers<T>?, factor: Double, _ pass: Pass<T>
  ) -> BatchLoss {
    let size = architecture.input.count
    let sums = pass.doubles(sampleSums)
    let function = loss.function
    let parameter = loss.parameter
    let shared = Sums(base: sums)
    Parallel.forEach(blocks: pass.count) { sample in
      let offset = sample * size
      shared.base[sample] = T.kernels.loss(
        function, parameter, size, output.base + offset, target.base + offset, factor,
        gradient.map { $0.base + offset })
    }
    var total = 0.0
    for sample in 0..<pass.count { total += sums[sample] }
    return BatchLoss(total: total, count: pass.count)
  }

  private struct Sums: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
  }
}
