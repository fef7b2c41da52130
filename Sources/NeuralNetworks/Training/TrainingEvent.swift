import Specification

/// What a training tells while it runs.
public enum TrainingEvent {
  /// A step is done.
  case step(StepReport)
  /// An epoch is done; the closure makes the bytes from which training can go on here.
  case epoch(EpochReport, state: () throws -> [UInt8])
  /// An epoch that the file names as a checkpoint is done: told after its `epoch` event.
  case checkpoint(CheckpointReport, model: TrainedModel)
}

/// One step of training.
public struct StepReport: Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// The step within it, from 1.
  public let step: Int
  /// The steps of an epoch.
  public let stepsPerEpoch: Int
  /// The loss of the batch.
  public let loss: Double
}

/// The losses on a set of images, as means over images.
public struct LossSummary: Sendable, Equatable {
  /// What is made small, KL divergence and its weight included.
  public var loss: Double
  /// The reconstruction's part, averaged over the numbers of an image whatever the reduction; for a
  /// classifier the cross entropy.
  public var perPixel: Double
  /// The share of images whose class was told right, for a classifier.
  public var accuracy: Double?
  /// The KL divergence of an image, for a variational autoencoder.
  public var divergence: Double?
}

/// One epoch of training.
public struct EpochReport: Specifiable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The learning rate of its last step.
  public var learningRate: Double
  /// The training set as it was met, weights changing along the way.
  public var train: LossSummary
  /// The validation set, when there is one.
  public var validation: LossSummary?

  /// What was made small, on the training set.
  public var trainLoss: Double { train.loss }
  /// What was made small, on the validation set, when there is one.
  public var validationLoss: Double? { validation?.loss }

  /// The training set's loss of a number of an image.
  public var trainLossPerPixel: Double { train.perPixel }
  /// The validation set's, when there is one.
  public var validationLossPerPixel: Double? { validation?.perPixel }
  /// The share of training images told right, for a classifier.
  public var trainAccuracy: Double? { train.accuracy }
  /// The share of validation images told right, for a classifier.
  public var validationAccuracy: Double? { validation?.accuracy }

  /// The numbers by name, those that there are: "trainLoss", "validationAccuracy".
  public var json: JSON {
    .object(
      [("epoch", epoch.json), ("learningRate", learningRate.json)] + train.members("train")
        + (validation?.members("validation") ?? []))
  }

  /// Reads what `json` writes; nil when the epoch or its training loss is missing.
  public init?(_ json: JSON) {
    guard let epoch = json["epoch"]?.integer, let rate = json["learningRate"]?.number,
      let train = LossSummary(json, "train")
    else { return nil }
    self.init(
      epoch: epoch, learningRate: rate, train: train,
      validation: LossSummary(json, "validation"))
  }

  /// Reads what `json` writes.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> EpochReport? {
    guard let report = EpochReport(json) else {
      problems.expected("an \(typeName)", json, at: path)
      return nil
    }
    return report
  }

  /// An object.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("object"))])
  }

  public static var typeName: String { "epoch with its training loss" }

  init(epoch: Int, learningRate: Double, train: LossSummary, validation: LossSummary? = nil) {
    self.epoch = epoch
    self.learningRate = learningRate
    self.train = train
    self.validation = validation
  }
}

extension LossSummary {
  fileprivate func members(_ set: String) -> [(String, JSON)] {
    let numbers: [(String, Double?)] = [
      ("Loss", loss), ("LossPerPixel", perPixel), ("Accuracy", accuracy),
      ("Divergence", divergence),
    ]
    return numbers.compactMap { name, value in value.map { (set + name, $0.json) } }
  }

  fileprivate init?(_ json: JSON, _ set: String) {
    guard let loss = json[set + "Loss"]?.number,
      let perPixel = json[set + "LossPerPixel"]?.number
    else { return nil }
    self.init(
      loss: loss, perPixel: perPixel, accuracy: json[set + "Accuracy"]?.number,
      divergence: json[set + "Divergence"]?.number)
  }
}

/// A checkpoint reached.
public struct CheckpointReport: Sendable, Equatable {
  /// The epoch, from 1; 0 before training.
  public let epoch: Int
  /// The mean squared error of a pixel's number over the whole training set, weights standing
  /// still; none for a classifier.
  public let reconstructionError: Double?
}

/// How a training ended.
public enum TrainingOutcome: Sendable {
  /// Every epoch is done, or early stopping said it is enough.
  case finished(TrainedModel, history: [EpochReport])
  /// It was asked to stop: the bytes from which it can go on.
  case stopped(state: [UInt8])
}

extension EpochReport {
  /// What the epochs of a training come to.
  public static let metrics: [Metric] = [
    .finalAccuracy, .bestAccuracy, .loss, .latentDivergence,
  ]

  /// What the epochs of a training came to.
  ///
  /// - Parameters:
  ///   - history: its epochs.
  ///   - kept: the epoch, from 1, whose weights it ended with; its numbers are those of the network.
  ///   - split: the split that losses were taken on beside training itself; nil when there was none.
  /// - Returns: what was measured, each metric once.
  public static func measurements(
    _ history: [EpochReport], kept: Int, on split: String?
  ) -> [Measurement] {
    let epoch = history.indices.contains(kept - 1) ? history[kept - 1] : history.last
    var found: [Measurement] = []
    let splits: [(String?, (EpochReport) -> LossSummary?)] = [
      ("train", \.train), (split, \.validation),
    ]
    for (split, losses) in splits {
      guard let split, let last = epoch.flatMap(losses) else { continue }
      found.append(Measurement(.loss.of(split), last.loss))
      if let divergence = last.divergence {
        found.append(Measurement(.latentDivergence.of(split), divergence))
      }
      let accuracies = history.compactMap { losses($0)?.accuracy }
      if let best = accuracies.max(), let final = last.accuracy {
        found.append(Measurement(.bestAccuracy.of(split), best))
        found.append(Measurement(.finalAccuracy.of(split), final))
      }
    }
    return found
  }
}

extension Metric {
  /// The accuracy of a classifier in the epoch whose weights it keeps.
  public static let finalAccuracy = Metric(
    "finalAccuracy.SPLIT", title: "SPLIT accuracy, final", unit: .shareOfImages, better: .higher,
    role: .headline, on: .split, comparedAtSame: [.images],
    formula: """
      The share of images that a classifier tells right: of the training images while it passes \
      over them, of others after the epoch whose weights are kept (the last, unless early stopping \
      keeps the best).
      """)
  /// The best accuracy of a classifier over its epochs.
  public static let bestAccuracy = Metric(
    "bestAccuracy.SPLIT", title: "SPLIT accuracy, best epoch, looked up afterwards",
    unit: .shareOfImages, better: .higher,
    on: .split, comparedAtSame: [.images],
    formula: "The largest such share over all epochs; chosen on the images it is measured on.")
  /// The loss in the epoch whose weights are kept.
  public static let loss = Metric(
    "loss.SPLIT", title: "SPLIT loss", unit: .loss, better: .lower, on: .split,
    comparedAtSame: [.images, .pixelScale, .objective],
    formula: """
      What training makes small: of the training images the mean while it passes over them, of \
      others after the epoch whose weights are kept.
      """)
  /// The divergence of latent vectors from a standard normal distribution in the last epoch.
  public static let latentDivergence = Metric(
    "latentDivergence.SPLIT", title: "SPLIT KL divergence", unit: .nats, better: .neither,
    on: .split, comparedAtSame: [.images],
    formula: """
      The Kullback-Leibler divergence of an image's latent distribution from a standard normal one, \
      without the weight that the loss gives it.
      """)
}
