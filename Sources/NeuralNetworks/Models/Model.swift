import Specification

/// The kinds of model.
public enum Models: Family {
  public typealias Member = any Model
  /// "model"
  public static var name: String { "model" }
  public static var kinds: [any Described.Type] {
    [
      Pixels.self, Autoencoder.self, VariationalAutoencoder.self, DeepClustering.self,
      Contrastive.self, Classifier.self,
    ]
  }
}

/// What a trial maps images with: a network, or nothing at all.
public protocol Model: Described {
  /// The layers for images of a shape.
  ///
  /// - Parameters:
  ///   - input: the shape of an image.
  ///   - classes: the number of classes of the data, for models that tell them apart.
  /// - Returns: the layers with their shapes.
  /// - Throws: `ShapeError` when the layers do not fit together.
  func architecture(for input: Shape, classes: Int?) throws(ShapeError) -> Architecture
  /// What must be trained and clustered first; nil: nothing.
  var pretraining: Pretraining? { get }
}

extension Model {
  /// Nothing.
  public var pretraining: Pretraining? { nil }

  /// Layers of an encoder, for the reference.
  static var exampleEncoder: JSON {
    .array([
      .object([
        ("conv", .number(16)), ("kernel", .number(3)), ("stride", .number(2)),
        ("padding", .number(1)),
      ]), .string("relu"),
    ])
  }
}

/// No network: the images themselves, channel by channel, are what is reduced and clustered.
public struct Pixels: Model {
  public init() {}

  public static var kind: String { "pixels" }
  public static var summary: String { "no network: the images themselves" }
  public static var fields: [Field<Self>] { [] }

  /// No layers.
  public func architecture(
    for input: Shape, classes: Int?
  ) throws(ShapeError) -> Architecture {
    Architecture(input: input, stacks: [], objective: nil)
  }
}

/// Layers that end in one score for each class. Images are embedded by the scores.
public struct Classifier: Model {
  /// The layers; the last must have as many features as there are classes.
  public var layers: [OneOf<Layers>] = []

  /// A classifier without layers.
  public init() {}

  public static var kind: String { "classifier" }
  public static var summary: String { "layers that end in one score for each class" }
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
