import Specification

/// The decoder of an autoencoder: the encoder inverted, or layers written out.
public enum Decoder: Specifiable, Equatable {
  /// The encoder's layers inverted, last first.
  case mirror
  /// Layers as the file has them.
  case layers([OneOf<Layers>])

  /// For the reference.
  static let summary =
    "layers of the decoder, or \"mirror\": the encoder inverted, last layer first; what follows a layer "
    + "with weights follows its inverse too, so that no activation stands behind the layer after the "
    + "latent vector, nor behind the last one but for output"

  /// Reads `"mirror"` or a list of layers.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Decoder? {
    if let word = json.string {
      if word == "mirror" { return .mirror }
      problems.add(
        "\(Excerpt.quoted(word)) is not a decoder" + Spelling.hint(for: word, among: ["mirror"])
          + " or write a list of layers", at: path, location: json.location)
      return nil
    }
    return [OneOf<Layers>].read(json, at: path, into: &problems).map(Decoder.layers)
  }

  /// As it is read.
  public var json: JSON {
    switch self {
    case .mirror: .string("mirror")
    case .layers(let layers): layers.json
    }
  }

  /// The word, or a list of layers.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      (
        "anyOf",
        .array([
          .object([("const", .string("mirror"))]), [OneOf<Layers>].schema(&book),
          book.fileReference,
        ])
      )
    ])
  }

  /// In words.
  public static var typeName: String { "\"mirror\" or list of layers" }

  /// The layers.
  public static var structure: Structure { .list(OneOf<Layers>.self) }

  /// Equal when they are written the same.
  public static func == (left: Decoder, right: Decoder) -> Bool { left.json == right.json }

  /// Refuses an activation behind a mirror where layers are written out.
  func check(output: OneOf<Layers>?, _ report: (_ field: String, _ message: String) -> Void) {
    if output != nil, self != .mirror {
      report("output", "output belongs to a mirrored decoder: write it as the decoder's last layer")
    }
  }

  /// The decoder's stack: `body` is the encoder's own layers, `encoder` the stacks before the decoder,
  /// bottleneck included, `output` the activation behind a mirrored decoder.
  func stack(
    mirroring body: LayerStack, hasBottleneck: Bool, behind encoder: [LayerStack],
    output: OneOf<Layers>?
  ) throws(ShapeError) -> LayerStack {
    let trace = [ShapeError.Row(layer: "input", output: body.input)] + encoder.flatMap(\.trace)
    var layers =
      switch self {
      case .layers(let layers): layers
      case .mirror:
        try Mirror(body, hasBottleneck: hasBottleneck).layers + (output.map { [$0] } ?? [])
      }
    let start = encoder.last?.output ?? body.output
    var stack = try LayerStack("decoder", layers, input: start, after: trace)
    guard stack.output.count == body.input.count else {
      throw ShapeError(
        trace: trace + stack.trace, layer: "output",
        reason: "the decoder ends in \(stack.output), the images are \(body.input)")
    }
    if case .vector = stack.output, let unflatten = Unflatten(to: body.input) {
      layers += OneOf(unflatten).map { [$0] } ?? []
      stack = try LayerStack("decoder", layers, input: start, after: trace)
    }
    return stack
  }
}
