import Specification

/// An encoder that is trained, without labels, to give two views of an image what belongs together, as a
/// projection behind it shows them to the objective. Images are embedded by the encoder: the projection
/// serves training alone.
///
/// Both views pass through the network in one batch, which is what batch norm takes its statistics of.
public struct Contrastive: Model {
  /// The encoder's layers; flatten follows where they end in an image.
  public var encoder: [OneOf<Layers>] = []
  /// The features of the linear layers of the projection.
  public var projection = [256, 128]
  /// How views are compared.
  public var objective = OneOf<ViewObjectives>(SimCLR())
  /// The random changes that make a view.
  public var views: [OneOf<Augmentations>] = []

  /// An encoder without layers.
  public init() {}

  public static var kind: String { "contrastive" }
  public static var summary: String {
    "encoder trained to bring two views of an image together; embeds by the encoder, not the projection"
  }
  public static var example: [(String, JSON)] {
    [
      ("encoder", exampleEncoder), ("projection", [64, 32].json),
      ("objective", .object([("simclr", .object([("temperature", .number(0.5))]))])),
      (
        "views",
        .array([
          .object([("randomResizedCrop", .number(0.3))]), .string("flip"), .string("colorJitter"),
        ])
      ),
    ]
  }
  public static var fields: [Field<Self>] {
    [
      Field("encoder", \.encoder, "layers of the encoder", isRequired: true),
      Field(
        "projection", \.projection,
        "features of the linear layers behind the encoder, with batch norm and ReLU between them",
        .atLeast(1)),
      Field("objective", \.objective, "how views are compared", isRequired: true),
      Field(
        "views", \.views,
        "random changes that make a view, in order, drawn for each view by itself",
        isRequired: true),
    ]
  }

  /// There must be something to compare.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if projection.isEmpty { report("projection", "the projection needs at least one layer") }
    if views.isEmpty {
      report("views", "two views that nothing changes are equal: name at least one augmentation")
    }
  }

  /// Encoder, then projection.
  public func architecture(for input: Shape, classes: Int?) throws(ShapeError) -> Architecture {
    let body = try LayerStack("encoder", encoder, input: input)
    let flatten: [any Layer] = if case .image = body.output { [Flatten()] } else { [] }
    let encoder = try LayerStack(
      "encoder", encoder + flatten.compactMap { OneOf($0) }, input: input)
    let projection = try LayerStack(
      "projection", head.compactMap { OneOf($0) }, input: encoder.output, after: encoder.trace)
    return Architecture(
      input: input, stacks: [encoder, projection],
      objective: (objective?.value).map { TwoViews($0, changes: views) })
  }

  /// Linear layers; where batch norm follows, it has the bias.
  private var head: [any Layer] {
    projection.enumerated().flatMap { index, features -> [any Layer] in
      var linear = Linear(features: features)
      guard index < projection.count - 1 else { return [linear] }
      linear.bias = false
      return [linear, BatchNorm(), ReLU()]
    }
  }
}
