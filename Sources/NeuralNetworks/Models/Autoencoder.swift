import Specification

/// An encoder and a decoder trained to give back the input; images are embedded by the encoder.
public struct Autoencoder: Model {
  /// The encoder's layers.
  public var encoder: [OneOf<Layers>] = []
  /// The size of the latent vector: flatten and linear are added to the encoder, and their inverse
  /// to the beginning of a mirrored decoder. None: the encoder's output is the latent vector.
  public var latent: Int?
  /// The decoder.
  public var decoder = Decoder.mirror
  /// What is applied to the output of a mirrored decoder: "tanh", "sigmoid".
  public var output: OneOf<Layers>?
  /// The standard deviation of the Gaussian noise that is added to what the encoder sees in
  /// training (denoising autoencoder).
  public var noise = 0.0

  /// An autoencoder without layers.
  public init() {}

  public static var kind: String { "autoencoder" }
  public static var summary: String { "encoder and decoder trained to give back the input" }
  public static var fields: [Field<Self>] {
    [
      Field("encoder", \.encoder, "layers of the encoder", isRequired: true),
      Field(
        "latent", \.latent,
        "size of the latent vector: adds flatten and linear behind the encoder", .atLeast(1)),
      Field("decoder", \.decoder, Decoder.summary),
      Field("output", \.output, "activation behind a mirrored decoder"),
      Field(
        "noise", \.noise, "standard deviation of the noise on the input in training",
        .atLeast(0)),
    ]
  }
  public static var example: [(String, JSON)] {
    [
      ("encoder", exampleEncoder), ("latent", .number(32)), ("decoder", .string("mirror")),
    ]
  }

  /// The activation behind a mirror has no meaning beside a written decoder.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    decoder.check(output: output, report)
  }

  /// Encoder, then decoder.
  public func architecture(
    for input: Shape, classes: Int?
  ) throws(ShapeError) -> Architecture {
    let body = try LayerStack("encoder", encoder, input: input)
    let flatten: [any Layer] = if case .image = body.output { [Flatten()] } else { [] }
    let bottleneck: [any Layer] = latent.map { flatten + [Linear(features: $0)] } ?? []
    let encoder = try LayerStack(
      "encoder", encoder + bottleneck.compactMap { OneOf($0) }, input: input)
    let decoder = try self.decoder.stack(
      mirroring: body, hasBottleneck: latent != nil, behind: [encoder], output: output)
    return Architecture(
      input: input, stacks: [encoder, decoder], objective: Reconstruction(noise: noise))
  }
}

/// An autoencoder whose latent vector is a draw of a diagonal Gaussian, held near the standard
/// normal by its KL divergence (Kingma and Welling: "Auto-encoding variational Bayes", ICLR 2014;
/// with a weight: Higgins et al.: "beta-VAE", ICLR 2017). Images are embedded by the mean.
public struct VariationalAutoencoder: Model {
  /// The encoder's layers; flatten and the two linear layers of mean and log variance follow.
  public var encoder: [OneOf<Layers>] = []
  /// The size of the latent vector.
  public var latent = 1
  /// The decoder, from the latent vector on.
  public var decoder = Decoder.mirror
  /// What is applied to the output of a mirrored decoder.
  public var output: OneOf<Layers>?
  /// The weight of the KL divergence (beta).
  public var beta = 1.0
  /// The epochs over which beta grows linearly to its value.
  public var annealingEpochs = 0

  /// A variational autoencoder without layers.
  public init() {}

  public static var kind: String { "variationalAutoencoder" }
  public static var summary: String {
    "autoencoder whose latent vector is a draw of a Gaussian held near the standard normal"
  }
  public static var example: [(String, JSON)] {
    [
      (
        "encoder",
        .array([
          .object([("conv", .number(16)), ("kernel", .number(3)), ("padding", .number(1))]),
          .string("relu"),
        ])
      ), ("latent", .number(16)), ("beta", .number(1)),
    ]
  }
  public static var fields: [Field<Self>] {
    [
      Field("encoder", \.encoder, "layers of the encoder", isRequired: true),
      Field("latent", \.latent, "size of the latent vector", .atLeast(1), isRequired: true),
      Field("decoder", \.decoder, Decoder.summary),
      Field("output", \.output, "activation behind a mirrored decoder"),
      Field("beta", \.beta, "weight of the KL divergence", .atLeast(0)),
      Field(
        "annealingEpochs", \.annealingEpochs, "epochs over which beta grows to its value",
        .atLeast(0)),
    ]
  }

  /// The activation behind a mirror has no meaning beside a written decoder.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    decoder.check(output: output, report)
  }

  /// Encoder, bottleneck, decoder.
  public func architecture(
    for input: Shape, classes: Int?
  ) throws(ShapeError) -> Architecture {
    let body = try LayerStack("encoder", encoder, input: input)
    let flatten: [any Layer] = if case .image = body.output { [Flatten()] } else { [] }
    let encoder = try LayerStack(
      "encoder", encoder + flatten.compactMap { OneOf($0) }, input: input)
    let gaussian = OneOf<Layers>(GaussianLatent(size: latent))
    let bottleneck = try LayerStack(
      "latent", [gaussian].compactMap { $0 }, input: encoder.output, after: encoder.trace)
    let decoder = try self.decoder.stack(
      mirroring: body, hasBottleneck: true, behind: [encoder, bottleneck], output: output)
    return Architecture(
      input: input, stacks: [encoder, bottleneck, decoder], embeddingStacks: 2,
      objective: Reconstruction(
        divergence: Divergence(weight: beta, annealingEpochs: annealingEpochs)))
  }
}

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
