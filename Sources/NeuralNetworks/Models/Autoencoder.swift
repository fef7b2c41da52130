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

  /// `autoencoder`
  public static var kind: String { "autoencoder" }
  /// What it is.
  public static var summary: String { "encoder and decoder trained to give back the input" }
  /// Its options.
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
  /// For the reference.
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
