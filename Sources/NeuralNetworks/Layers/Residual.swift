import Numerics
import Specification

/// Layers with a way around them: y = f(x) + x, or f(x) + g(x) where a shortcut g brings the input to
/// the shape of the output (He et al.: "Deep residual learning", CVPR 2016, section 3.2).
///
/// Weights are named as those of a PyTorch module with two members that are `Sequential`:
/// "layers.0.weight", "shortcut.0.weight".
public struct Residual: Layer {
  /// The layers of f.
  public var layers: [OneOf<Layers>] = []
  /// The layers of g; none: the input itself is added.
  public var shortcut: [OneOf<Layers>] = []

  /// No layers.
  public init() {}

  /// `residual`
  public static var kind: String { "residual" }
  /// What it is.
  public static var summary: String {
    "layers around which the input is added, itself or brought to the shape of their output"
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    func conv(kernel: Double, padding: Double) -> JSON {
      .object([
        ("conv", .number(32)), ("kernel", .number(kernel)), ("stride", .number(2)),
        ("padding", .number(padding)),
      ])
    }
    return [
      ("layers", .array([conv(kernel: 3, padding: 1), .string("batchNorm"), .string("relu")])),
      ("shortcut", .array([conv(kernel: 1, padding: 0)])),
    ]
  }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("layers", \.layers, "the layers", isRequired: true, isPrimary: true),
      Field("shortcut", \.shortcut, "layers of the way around: the input itself, unless said"),
    ]
  }

  /// The shape after the layers.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    let ways = try ways(for: input)
    guard ways.layers.output == ways.shortcut.output else {
      let around =
        shortcut.isEmpty
        ? "which cannot be added to it; a shortcut can bring it to that shape"
        : "its shortcut \(ways.shortcut.output), which cannot be added"
      throw ShapeProblem("its layers make \(ways.layers.output) of \(input), \(around)")
    }
    return ways.layers.output
  }

  /// The weights of both ways.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    guard let ways = try? ways(for: input) else { return [] }
    return (ways.layers.tensors + ways.shortcut.tensors).map { $0.specification.named($0.name) }
  }

  /// The sum of all layers.
  public func multiplyAdds(for input: Shape) -> Int {
    guard let ways = try? ways(for: input) else { return 0 }
    let counts = [ways.layers, ways.shortcut].flatMap { stack in
      zip(stack.layers, stack.shapes).map { Count($0.value.multiplyAdds(for: $1)) }
    }
    return Count.sum(counts).value
  }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) throws(ShapeProblem) -> any Operation<T> {
    let ways = try ways(for: input)
    let count = ways.layers.tensors.count
    let layers = try OperationStack<T>(
      ways.layers, name: "\(name).layers", weights: Array(weights[..<count]), &plan)
    var around: OperationStack<T>?
    if !shortcut.isEmpty {
      around = try OperationStack<T>(
        ways.shortcut, name: "\(name).shortcut", weights: Array(weights[count...]), &plan)
    }
    return ResidualOperation<T>(
      layers, shortcut: around, inputs: input.count, outputs: ways.layers.output.count)
  }

  /// Both ways with their shapes; a shortcut without layers is the input itself.
  func ways(
    for input: Shape
  ) throws(ShapeProblem) -> (layers: LayerStack, shortcut: LayerStack) {
    do {
      return (
        try LayerStack("layers", layers, input: input),
        try LayerStack("shortcut", shortcut, input: input)
      )
    } catch {
      throw ShapeProblem("inside it, \(error.layer): \(error.reason)")
    }
  }
}
