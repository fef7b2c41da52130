import Datasets
import NeuralNetworks
import Runner
import Specification

/// Trains a network.
struct TrainStage: StageSpecification {
  /// The network.
  var model: OneOf<Models>?
  /// How it is trained.
  @Shared var training = Training()
  /// The stage of the images it is trained on.
  var data = StageReference()
  /// The stage of the images that training is watched with.
  var validation: StageReference?
  /// The interval that pixel values are brought to.
  var scale = PixelScale.unit
  /// The number of classes of the data.
  var classes: Int?
  /// The seed of weights, batches and noise.
  var seed = 0
  /// The stage of the file that the first weights come from; none: they are drawn.
  var weights: StageReference?
  /// The stage of the training that it begins from; none: its own first weights.
  var pretrained: StageReference?
  /// The stage of the clusters, of what that training embeds the training images as, whose centres it
  /// begins from.
  var clusters: StageReference?
  /// What it chooses by, where that is not plain: validation images that are only drawn, or a weight of
  /// the KL divergence that grows; none: the validation images, if any, otherwise itself.
  var watched: WatchedLoss?
  /// How many of the images keep their labels, and are trained on; none: all.
  var labelled: Int?
  /// The epoch after which a training that is compared with others pauses; none: to the end.
  var until: Int?

  static var kind: String { "train" }
  static var version: Int { 1 }
  static var summary: String { "Trains a network." }
  static var fields: [Field<TrainStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("training", \._training, "how it is trained", isRequired: true),
      Field("data", \.data, "the stage of the training images", isRequired: true),
      Field("validation", \.validation, "the stage of the validation images"),
      Field("scale", \.scale, "the interval of pixel values", isRequired: true),
      Field("classes", \.classes, "the number of classes"),
      Field("seed", \.seed, "the seed", isRequired: true),
      Field("until", \.until, "the epoch after which it pauses"),
      Field("weights", \.weights, "the stage of the file of first weights"),
      Field("pretrained", \.pretrained, "the stage of the training that it begins from"),
      Field("clusters", \.clusters, "the stage of the clusters that it begins from"),
      Field("watched", \.watched, "what it chooses by, where that is not plain"),
      Field("labelled", \.labelled, "how many of the images keep their labels"),
    ]
  }

  /// Every field but those that came later and say nothing here, so that the keys of other trainings
  /// stay as they were.
  var json: JSON {
    let said = (allMembers.members ?? []).filter(Self.isSaid).map { member in
      guard member.name == "training", let members = member.value.members else { return member }
      return JSON.Member(member.name, JSON(.object(members.filter(Self.isSaid))))
    }
    return JSON(.object(said))
  }

  private static let later: Set = [
    "weights", "pretrained", "clusters", "watched", "labelled", "measure",
  ]

  private static func isSaid(_ member: JSON.Member) -> Bool {
    member.value != .null || !later.contains(member.name)
  }

  /// What a paused training goes on from, and one of more epochs.
  static let state = "state.safetensors"

  /// The file of the weights at a checkpoint.
  static func weights(at epoch: Int) -> String { "weights-\(epoch).safetensors" }

  /// The checkpoint whose weights a file holds; nil for another file.
  static func epoch(ofWeights file: String) -> Int? {
    let number = file.split(separator: "-").last?.split(separator: ".").first
    return number.flatMap { Int($0) }.flatMap { weights(at: $0) == file ? $0 : nil }
  }

  var inputs: [StageKey] {
    [data.key, validation?.key, weights?.key, pretrained?.key, clusters?.key].compactMap { $0 }
  }

  func compute(_ task: StageTask) throws {
    guard let model else { return }
    let all = try task.images(data.key, scale: scale)
    let kept = labelled.flatMap { count in
      all.labels.map { LabelledImages.indices(count, of: $0, seed: seed) }
    }
    let images = kept.map { all.selecting($0) } ?? all
    let validationImages = try validation.map { try task.images($0.key, scale: scale) }
    let trainer = try finalOnThrow {
      try Trainer(
        model: model, training: training, input: images.shape, classes: classes,
        seed: UInt64(seed), watched: watched)
    }
    let watch = LossWatch(
      watched ?? (validation == nil ? .training : .validation), of: trainer.architecture.objective)
    var keeper = CheckpointKeeper(task: task, training: training, until: until)
    let first = try weights.map {
      try StoredFile.bytes(at: task.input($0.key, ArtefactFile.weights))
    }
    let start = try self.start(task)
    let saved = try keeper.savedState()
    let outcome: TrainingOutcome
    do {
      outcome = try trainer.train(
        on: images, validation: validationImages, weights: first, from: start, resuming: saved,
        observe: { try keeper.observe($0) },
        shouldStop: { task.shouldStop || keeper.pause != nil })
    } catch let error as TrainingError {
      throw StageFailure("\(error)", isFinal: true)
    }
    switch outcome {
    case .stopped(let state):
      guard let pause = keeper.pause else {
        try task.saveCheckpoint(state)
        throw StageStopped()
      }
      try pauseAt(pause.state, EpochReport.history(inState: pause.state), watch, task)
      try keeper.publishCheckpoints()
    case .finished(_, let history) where until != nil:
      // Early stopping came before the pause: whoever goes on from here finds that it is over.
      try pauseAt(keeper.lastState(), history, watch, task)
      try keeper.publishCheckpoints()
    case .finished(let trained, let history):
      try task.write(trained.safetensors, as: ArtefactFile.weights)
      if training.lengthObstacle == nil, let state = try keeper.endState() {
        try task.write(state, as: Self.state)
      }
      try task.write(history, as: .epochs)
      try keeper.publishCheckpoints()
      var report = TrainReport()
      report.parameters = trained.architecture.parameterCount
      report.epochs = history.count
      try task.write(report, as: .training)
    }
  }
}

extension TrainStage {
  /// What another training and a clustering left to begin from.
  private func start(_ task: StageTask) throws -> TrainingStart? {
    guard let pretrained, let clusters else { return nil }
    return TrainingStart(
      weights: try StoredFile.bytes(at: task.input(pretrained.key, ArtefactFile.weights)),
      centres: try task.matrix(clusters.key, ArtefactFile.centres))
  }

  /// Leaves what to go on from, and the epoch by which the training is compared: the one whose weights
  /// it would end with.
  private func pauseAt(
    _ state: [UInt8], _ history: [EpochReport], _ watch: LossWatch, _ task: StageTask
  ) throws {
    let kept = training.keptEpoch(of: history, by: watch)
    try task.write(state, as: Self.state)
    try task.write(history.indices.contains(kept - 1) ? [history[kept - 1]] : [], as: .epochs)
  }

  /// The member of the context that names the paused training to go on from. It is no part of the
  /// key: going on gives the same bytes as training from the beginning.
  static let continuing = "continuing"

  /// The same training, paused after an epoch; it goes on from an earlier pause.
  static func partial(_ full: Stage, until epoch: Int, continuing key: StageKey?) -> Stage? {
    var problems = Problems()
    var stage = read(full.specification, at: JSONPath(), into: &problems)
    stage?.until = epoch
    guard let stage else { return nil }
    let partial = stage.stage("\(full.title), to epoch \(epoch)", cost: full.cost)
    return key.map { continuing(partial, from: $0) } ?? partial
  }

  /// The same stage, going on from a training that paused or ended after an epoch, of which less is left
  /// to do; nil: which epoch does not matter to what it is expected to take.
  static func continuing(_ stage: Stage, from key: StageKey, after epoch: Int? = nil) -> Stage {
    let specification = stage.specification
    let last = specification["until"]?.integer ?? specification["training"]?["epochs"]?.integer
    var cost = stage.cost
    if let epoch, let last, last > 0 { cost.seconds *= Double(last - epoch) / Double(last) }
    // A training of a search goes on from this one instead of its last pause.
    let paused = stage.context[continuing]?.string
    return Stage(
      kind: stage.kind, version: stage.version, title: stage.title, specification: specification,
      inputs: stage.inputs.filter { $0.hex != paused } + [key],
      context: .object([(continuing, .string(key.hex))]), cost: cost)
  }
}

/// What a training came to, beside its epochs.
package struct TrainReport: Described, Equatable {
  /// The trainable numbers of the network.
  package var parameters = 0
  /// How many epochs it took.
  package var epochs = 0

  package init() {}

  package static var kind: String { "trainReport" }
  package static var summary: String { "What a training came to." }
  package static var fields: [Field<TrainReport>] {
    [
      Field("parameters", \.parameters, "the trainable numbers of the network", isRequired: true),
      Field("epochs", \.epochs, "how many epochs it took", isRequired: true),
    ]
  }
}

extension ReportFile<TrainReport> {
  /// What a training came to.
  package static var training: Self { Self() }
}

extension ReportFile<[EpochReport]> {
  /// The epochs of a training.
  package static var epochs: Self { Self(ArtefactFile.curve) }
}
