import CKernels
import Numerics

/// Layers around which the input is added, at work.
struct ResidualOperation<T: Scalar>: Operation {
  private let stack: OperationStack<T>
  private let size: Int

  init(_ stack: OperationStack<T>, size: Int) {
    self.stack = stack
    self.size = size
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let count = pass.count * size
    let inner = stack.forward(x, pass)
    y.base.update(from: x.base, count: count)
    T.kernels.add(count, 1, inner.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let count = pass.count * size
    stack.outputGradient(pass).base.update(from: dy.base, count: count)
    let inner = stack.backward(x, wantsInputGradient: dx != nil, pass)
    guard let dx else { return }
    dx.base.update(from: dy.base, count: count)
    T.kernels.add(count, 1, inner.base, dx.base)
  }

  func penalty(_ pass: Pass<T>) -> Double { stack.penalty(pass) }
}
