import Numerics
import Specification

/// Layers around which the input is added: y = x + f(x) (He et al., CVPR 2016).
///
/// Weights are named as those of a PyTorch module that derives from `Sequential`: "3.0.weight".
public struct Residual: Layer {
  /// The layers of f, which must give back the shape they are given.
  public var layers: [OneOf<Layers>] = []

  /// No layers.
  public init() {}

  /// `residual`
  public static var kind: String { "residual" }
  /// What it is.
  public static var summary: String { "layers around which the input is added" }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [
      (
        "layers",
        .array([
          .object([("conv", .number(16)), ("kernel", .number(3)), ("padding", .number(1))]),
          .string("relu"),
        ])
      )
    ]
  }
  /// Its options.
  public static var fields: [Field<Self>] {
    [Field("layers", \.layers, "the layers", isRequired: true, isPrimary: true)]
  }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    let output = try stack(for: input).output
    guard output == input else {
      throw ShapeProblem("its layers make \(output) of \(input), which cannot be added")
    }
    return input
  }

  /// The layers' weights.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    (try? stack(for: input))?.parameters.flatMap { $0 } ?? []
  }

  /// The layers' sum.
  public func multiplyAdds(for input: Shape) -> Int {
    guard let stack = try? stack(for: input) else { return 0 }
    let counts = stack.layers.indices.map {
      Count(stack.layers[$0].value.multiplyAdds(for: stack.shapes[$0]))
    }
    return Count.sum(counts).value
  }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) throws(ShapeProblem) -> any Operation<T> {
    let stack = try stack(for: input)
    return ResidualOperation<T>(
      try OperationStack<T>(stack, name: name, weights: weights, &plan), size: input.count)
  }

  private func stack(for input: Shape) throws(ShapeProblem) -> LayerStack {
    do {
      return try LayerStack("", layers, input: input)
    } catch {
      throw ShapeProblem("inside it, \(error.layer.dropFirst()): \(error.reason)")
    }
  }
}
