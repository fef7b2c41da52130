import CKernels
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

  public static var kind: String { "residual" }
  public static var summary: String {
    "layers around which the input is added, itself or brought to the shape of their output"
  }
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

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
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

  /// As many as the layers of either way need.
  public func fewestImages(for input: Shape) -> Int {
    let ways = [layers, shortcut].map { try? LayerStack("", $0, input: input) }
    return ways.map { $0?.fewestImages ?? 1 }.max() ?? 1
  }

  /// A sum of two may be anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  /// The script's own `Residual`, of two sequences.
  public func pyTorch(for input: Shape) -> String {
    let ways = try? ways(for: input)
    let texts = [ways?.layers, ways?.shortcut].map { PyTorchText.sequence($0) }
    return "Residual(\n" + texts.map { PyTorchText.indented($0) + ",\n" }.joined() + ")"
  }
}

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
