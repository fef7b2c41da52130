import Specification

/// Layers that end in one score for each class. Images are embedded by the scores.
public struct Classifier: Model {
  /// The layers; the last must have as many features as there are classes.
  public var layers: [OneOf<Layers>] = []

  /// A classifier without layers.
  public init() {}

  /// `classifier`
  public static var kind: String { "classifier" }
  /// What it is.
  public static var summary: String { "layers that end in one score for each class" }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [
      (
        "layers",
        .array([
          .string("flatten"), .object([("linear", .number(64))]), .string("relu"),
          .object([("linear", .number(10))]),
        ])
      )
    ]
  }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "layers", \.layers, "layers, the last with one feature for each class",
        isRequired: true, isPrimary: true)
    ]
  }

  /// One stack.
  public func architecture(
    for input: Shape, classes: Int?
  ) throws(ShapeError) -> Architecture {
    let stack = try LayerStack("layers", layers, input: input)
    let scores = stack.output.count
    guard case .vector = stack.output, scores == classes ?? scores else {
      let wanted = classes.map { "\($0) scores, one for each class" } ?? "a vector of scores"
      throw ShapeError(
        trace: [ShapeError.Row(layer: "input", output: input)] + stack.trace, layer: "output",
        reason: "the layers end in \(stack.output), the classifier needs \(wanted)")
    }
    return Architecture(
      input: input, stacks: [stack], objective: ClassRecognition(classes: scores))
  }
}
