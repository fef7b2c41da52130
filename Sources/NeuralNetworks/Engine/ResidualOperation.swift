import CKernels
import Numerics

/// Layers with a way around them, at work.
struct ResidualOperation<T: Scalar>: Operation {
  private let layers: OperationStack<T>
  /// The way around; nil: the input itself.
  private let shortcut: OperationStack<T>?
  private let inputs: Int
  private let outputs: Int

  /// Joins two ways from `inputs` to `outputs` numbers a sample, which are equal without a shortcut.
  init(_ layers: OperationStack<T>, shortcut: OperationStack<T>?, inputs: Int, outputs: Int) {
    self.layers = layers
    self.shortcut = shortcut
    self.inputs = inputs
    self.outputs = outputs
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let count = pass.count * outputs
    let inner = layers.forward(x, pass)
    let around = shortcut?.forward(x, pass) ?? x
    y.base.update(from: around.base, count: count)
    T.kernels.add(count, 1, inner.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let inner = backward(layers, x, dy, wantsInputGradient: dx != nil, pass)
    let around = shortcut.map { backward($0, x, dy, wantsInputGradient: dx != nil, pass) } ?? dy
    guard let dx else { return }
    let count = pass.count * inputs
    dx.base.update(from: around.base, count: count)
    T.kernels.add(count, 1, inner.base, dx.base)
  }

  private func backward(
    _ stack: OperationStack<T>, _ x: Numbers<T>, _ dy: Numbers<T>, wantsInputGradient: Bool,
    _ pass: Pass<T>
  ) -> Numbers<T> {
    stack.outputGradient(pass).base.update(from: dy.base, count: pass.count * outputs)
    return stack.backward(x, wantsInputGradient: wantsInputGradient, pass)
  }

  func penalty(_ pass: Pass<T>) -> Double {
    layers.penalty(pass) + (shortcut?.penalty(pass) ?? 0)
  }
}
