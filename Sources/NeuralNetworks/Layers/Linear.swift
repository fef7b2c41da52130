import Numerics
import Specification

/// A fully connected layer, y = W x + b. Weight `[features out, features in]`, bias `[out]`.
public struct Linear: Layer {
  /// The output features.
  public var features = 1
  /// Whether each output feature has a bias.
  public var bias = true

  /// A layer of one feature.
  public init() {}

  /// A layer of so many features.
  public init(features: Int) { self.features = features }

  public static var kind: String { "linear" }
  public static var summary: String { "fully connected layer" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "features", \.features, "output features", .atLeast(1), isRequired: true,
        isPrimary: true),
      Field("bias", \.bias, "whether each output feature has a bias"),
    ]
  }

  /// `[in]` to `[out]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard case .vector = input else {
      throw ShapeProblem("linear needs a vector, this is an image of \(input); put flatten before")
    }
    return .vector(features)
  }

  /// Weight and bias.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    let weight = ParameterSpecification(
      "weight", shape: [features, input.count], order: [1, 0], fanIn: input.count,
      fanOut: features)
    return bias
      ? [weight, ParameterSpecification("bias", shape: [features], fanIn: input.count)] : [weight]
  }

  /// Inputs x outputs.
  public func multiplyAdds(for input: Shape) -> Int {
    Count.product([input.count, features]).value
  }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    LinearOperation<T>(inputs: input.count, outputs: features, weights: weights, &plan)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call("nn.Linear", ["\(input.count)", "\(features)", "bias=\(bias.python)"])
  }
}

/// A fully connected layer at work. Weights are `[features in, features out]`.
struct LinearOperation<T: Scalar>: Operation {
  private let inputs: Int
  private let outputs: Int
  private let weight: Region
  private let bias: ChannelBias<T>?

  init(inputs: Int, outputs: Int, weights: [Region], _ plan: inout MemoryPlan) {
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
