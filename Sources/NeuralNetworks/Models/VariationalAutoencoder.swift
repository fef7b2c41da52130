import Specification

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

  /// `variationalAutoencoder`
  public static var kind: String { "variationalAutoencoder" }
  /// What it is.
  public static var summary: String {
    "autoencoder whose latent vector is a draw of a Gaussian held near the standard normal"
  }
  /// For the reference.
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
  /// Its options.
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
