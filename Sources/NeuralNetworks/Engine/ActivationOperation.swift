import CKernels
import Numerics

/// A function of single numbers, with its gradient from its output.
struct ActivationOperation<T: Scalar>: Operation {
  let function: ck_function
  let parameter: Double
  /// The numbers of a sample.
  let size: Int

  var worksInPlace: Bool { function != CK_GELU }
  var needsInput: Bool { function == CK_GELU }
  var needsOutput: Bool { function != CK_GELU }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    inBlocks(pass.count * size) { offset, count in
      T.kernels.apply(function, parameter, count, x.base + offset, y.base + offset)
    }
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    let known = needsInput ? x : y
    inBlocks(pass.count * size) { offset, count in
      T.kernels.derive(
        function, parameter, count, known.base + offset, dy.base + offset, dx.base + offset)
    }
  }
}

/// Runs an element-wise kernel over numbers in blocks that threads can share.
func inBlocks(_ count: Int, _ body: @Sendable (_ offset: Int, _ count: Int) -> Void) {
  let size = 1 << 16
  Parallel.forEach(blocks: (count + size - 1) / size) { block in
    body(block * size, min(size, count - block * size))
  }
}
