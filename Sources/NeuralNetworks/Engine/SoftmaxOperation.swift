import CKernels
import Numerics

/// Softmax at work, over the columns of `rows` rows a sample.
struct SoftmaxOperation<T: Scalar>: Operation {
  let rows: Int
  let columns: Int

  var worksInPlace: Bool { true }
  var needsInput: Bool { false }
  var needsOutput: Bool { true }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    T.kernels.softmax(pass.count * rows, columns, x.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    T.kernels.softmax_gradient(pass.count * rows, columns, y.base, dy.base, dx.base)
  }
}
