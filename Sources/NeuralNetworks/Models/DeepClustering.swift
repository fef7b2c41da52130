import Specification

/// An autoencoder whose latent vectors are trained further to fall into clusters: deep embedded clustering
/// by the encoder alone (DEC; Xie, Girshick and Farhadi, ICML 2016), or beside the reconstruction (IDEC; Guo,
/// Gao, Liu and Yin: "Improved deep embedded clustering with local structure preservation", IJCAI 2017).
/// Images are embedded by the encoder.
///
/// The autoencoder is trained first, as `pretrain` says; k-means of its latent vectors gives the first
/// centres. Training ends when too few images change their cluster.
public struct DeepClustering: Model {
  /// What is made small.
  public enum Method: String, Word {
    /// The divergence of soft assignments from their targets alone; the decoder is left behind.
    case dec
    /// That and the error of reconstruction.
    case idec
  }

  /// What is made small.
  public var method = Method.idec
  /// The autoencoder: encoder, latent size, decoder, activation behind it, noise.
  public var autoencoder = Autoencoder()
  /// How the autoencoder is trained.
  public var pretrain = Training()
  /// The number of clusters.
  public var clusters = 1
  /// The steps after which targets are computed anew.
  public var updateInterval = 140
  /// The share of images that must change their cluster from one update to the next.
  public var tolerance = 0.001
  /// The weight of the clusters beside the reconstruction; none: 0.1.
  public var gamma: Double?
  /// How often k-means starts afresh.
  public var restarts = 20

  /// An encoder without layers.
  public init() {}

  public static var kind: String { "deepClustering" }
  public static var summary: String {
    "autoencoder trained further so that its latent vectors fall into clusters (DEC, IDEC)"
  }
  public static var example: [(String, JSON)] {
    [
      ("method", .string("idec")),
      (
        "encoder",
        .array([.string("flatten"), .object([("linear", .number(64))]), .string("relu")])
      ), ("latent", .number(10)), ("pretrain", .object([("epochs", .number(30))])),
      ("clusters", .number(10)),
    ]
  }
  /// Its options: those of the autoencoder, and those of clustering.
  public static var fields: [Field<Self>] {
    let autoencoder = Autoencoder.fields.map { $0.lifted(to: \DeepClustering.autoencoder) }
    return [
      Field(
        "method", \.method,
        "dec: clusters alone, the decoder left behind; idec: clusters beside the reconstruction",
        isRequired: true)
    ] + autoencoder + [
      Field(
        "pretrain", \.pretrain,
        "how the autoencoder is trained first; a stage that an autoencoder of the same training shares",
        isRequired: true),
      Field("clusters", \.clusters, "number of clusters", .atLeast(2), isRequired: true),
      Field(
        "updateInterval", \.updateInterval, "steps after which the target shares are computed anew",
        .atLeast(1)),
      Field(
        "tolerance", \.tolerance,
        "training ends when fewer than this share of the training images change their cluster from one "
          + "update to the next", .from(0, below: 1)),
      Field(
        "gamma", \.gamma,
        "weight of the clusters beside the reconstruction in idec: 0.1 unless said",
        .atLeast(0)),
      Field(
        "restarts", \.restarts, "starts of the k-means that gives the first centres", .atLeast(1)),
    ]
  }

  /// A latent size there must be; what would say nothing is refused.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    autoencoder.check(report)
    if autoencoder.latent == nil { report("latent", "clusters need a \"latent\" size") }
    if method == .dec, gamma != nil {
      report(
        "gamma", "\"dec\" has no reconstruction that clusters are weighed against: leave it out")
    }
    if pretrain.initialization?.value is FirstWeights {
      report(
        "pretrain", "the autoencoder is trained from drawn weights: leave the file of \"init\" out")
    }
    if pretrain.checkpoints != .count(0) {
      report("pretrain", "the checkpoints of the pretraining are shown nowhere: leave them out")
    }
  }

  /// Encoder and centres; in IDEC the decoder behind them.
  public func architecture(for input: Shape, classes: Int?) throws(ShapeError) -> Architecture {
    let plain = try autoencoder.architecture(for: input, classes: classes)
    let encoder = plain.stacks[0]
    let layer = OneOf<Layers>(SoftAssignment(clusters: clusters))
    let centres = try LayerStack(
      "clusters", [layer].compactMap { $0 }, input: encoder.output, after: encoder.trace)
    let decoder = method == .idec ? Array(plain.stacks[1...]) : []
    return Architecture(
      input: input, stacks: [encoder, centres] + decoder,
      objective: ClusterAssignment(
        updateInterval: updateInterval, tolerance: tolerance,
        weight: method == .dec ? 1 : gamma ?? 0.1,
        reconstruction: method == .idec ? Reconstruction(noise: autoencoder.noise) : nil))
  }

  /// The autoencoder, and the clusters of its latent vectors.
  public var pretraining: Pretraining? {
    OneOf<Models>(autoencoder).map {
      Pretraining(model: $0, training: pretrain, clusters: clusters, restarts: restarts)
    }
  }
}

/// What must be trained and clustered before a model is trained.
public struct Pretraining: Sendable {
  /// The model that is trained first.
  public let model: OneOf<Models>
  /// How it is trained.
  public let training: Training
  /// Into how many clusters k-means puts what it embeds the training images as.
  public let clusters: Int
  /// How often k-means starts afresh.
  public let restarts: Int
}
