import Numerics

/// A fully connected layer at work. Weights are `[features in, features out]`.
struct LinearOperation<T: Scalar>: Operation {
  private let inputs: Int
  private let outputs: Int
  private let weight: Region
  private let bias: ChannelBias<T>?

  init(inputs: Int, outputs: Int, weights: [Region], _ plan: inout Plan) {
    self.inputs = inputs
    self.outputs = outputs
    weight = weights[0]
    bias = weights.count > 1 ? ChannelBias(weights[1], .vector(outputs), &plan) : nil
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    Product<T>(
      pass.count, outputs, inputs, .rows(x.base, of: inputs),
      .rows(pass.weights[weight].base, of: outputs), into: y.base,
      from: bias.map { .row(pass.weights[$0.region].base) } ?? .zero
    ).runInParallel()
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    bias?.backward(dy, pass)
    Product<T>(
      inputs, outputs, pass.count, .transposed(x.base, of: inputs), .rows(dy.base, of: outputs),
      into: pass.gradients[weight].base
    ).runInParallel()
    guard let dx else { return }
    Product<T>(
      pass.count, inputs, outputs, .rows(dy.base, of: outputs),
      .transposed(pass.weights[weight].base, of: outputs), into: dx.base
    ).runInParallel()
  }
}
