import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Reduction
import Runner
import Specification

/// Lays out the stages of one trial, and checks that they can be computed.
struct TrialPlanner {
  let row: ExpandedSweep.Row
  let experiment: Experiment
  let seed: Int
  /// What the titles of its stages call it.
  let name: String
  let dataset: PlannedDataset
  private let model: OneOf<Models>
  let sized: SizedArchitecture
  var architecture: Architecture { sized.architecture }
  /// Where the first weights come from; nil: they are drawn.
  var given: GivenWeights?
  /// Whether the pictures of the row are drawn of this trial.
  let isShown: Bool
  /// The stages, every one after its inputs.
  private(set) var stages: [Stage] = []
  /// Their keys by what they do.
  var trial: TrialPlan
  /// What is odd about the trial, and stops nothing.
  private(set) var notes = Notes()
  /// What is wrong with the trial, beside what ends its planning at once.
  var problems = Problems()

  /// Prepares to plan.
  ///
  /// - Throws: `Problem` when the model does not fit the images.
  init(
    row: ExpandedSweep.Row, seed: Int, dataset: PlannedDataset, isShown: Bool
  ) throws(Problem) {
    self.row = row
    self.seed = seed
    self.dataset = dataset
    self.isShown = isShown
    experiment = row.experiment
    let path = JSONPath([.name("model")])
    let location = row.source["model"]?.location
    guard let model = experiment.model, let shape = Shape(dataset.shape) else {
      throw Problem("the model is missing", at: path, location: location)
    }
    self.model = model
    do {
      sized = try dataset.architecture(of: model, for: shape)
    } catch {
      throw Problem("\(error)", at: path, location: location)
    }
    name = "\(row.label), seed \(seed)"
    trial = TrialPlan(row: row.index, seed: seed, architecture: sized.$architecture)
    trial.classNames = dataset.classes ?? []
  }

  var isClassifier: Bool { architecture.classCount != nil }

  /// Plans everything that the results and the report need.
  ///
  /// - Throws: `Problem` when a step cannot be computed on data of this size.
  mutating func plan(report: ReportOptions) throws(Problem) {
    let scored = experiment.evaluation.split
    let fitted = experiment.evaluation.fit ?? scored
    trial.hasLabels = try dataset.split(scored, neededBy: row).hasLabels
    if architecture.objective != nil {
      try planTraining()
      try checkTraining()
    }
    try checkImages(scored: scored)
    if architecture.hasLinearDecoder {
      note(
        "decoder.linear",
        "No activation stands between the layers of the decoder: it is one linear map",
        cure: "Write the decoder out, or put an activation between two layers of the encoder",
        at: JSONPath([.name("model")]))
    }
    let reference = modelReference
    let needsVectors =
      isClassifier || experiment.clustering != nil || !experiment.reduction.isEmpty
      || !(experiment.evaluation.probes ?? []).isEmpty
    if needsVectors { try planEmbedding(of: scored, reference) }
    if fitted != scored, !experiment.reduction.isEmpty { try planEmbedding(of: fitted, reference) }
    let (representation, columns) = try planReduction(scored: scored, fitted: fitted)
    if let representation { try planClustering(of: representation, columns, on: scored) }
    if isClassifier { try planClassification(on: scored) }
    try planProbes(of: reference, scored: scored, columns: columns)
    if let split = experiment.evaluation.selection, split != scored {
      try planSelection(by: split, reference)
    }
    if architecture.givesImagesBack { try planReconstructions(reference, scored: scored) }
    try planPictures(report, reference, scored: scored, representation)
  }

  /// Plans what the training needs, and nothing that follows from it.
  ///
  /// - Returns: the training; nil for a model without weights.
  /// - Throws: `Problem` or `Problems` when it cannot be done.
  mutating func planTrainingAlone() throws -> StageKey? {
    guard architecture.objective != nil else { return nil }
    try planTraining()
    try checkTraining()
    try problems.throwIfAny()
    return trial.train
  }

  /// Scores the images that choose the best setting as those that are scored: reduced and clustered by
  /// themselves, or by what the reduction is fitted to.
  private mutating func planSelection(
    by split: SplitName, _ reference: ModelReference
  ) throws(Problem) {
    var other = self
    other.trial.reduce = []
    (other.trial.cluster, other.trial.score, other.trial.classify) = (nil, nil, nil)
    if try dataset.split(split, neededBy: row).hasLabels {
      if other.trial.embed[split] == nil { try other.planEmbedding(of: split, reference) }
      let fitted = experiment.evaluation.fit ?? split
      let (representation, columns) = try other.planReduction(scored: split, fitted: fitted)
      if let representation { try other.planClustering(of: representation, columns, on: split) }
      if isClassifier { try other.planClassification(on: split) }
    }
    guard let scores = other.trial.score ?? other.trial.classify else {
      let path = JSONPath([.name("evaluation"), .name("selection")])
      throw Problem(
        "no setting can be chosen by the \(split.rawValue) images: it takes labels, and clusters or a "
          + "classifier", at: path, location: row.location(of: path))
    }
    stages = other.stages
    (trial.data, trial.counts) = (other.trial.data, other.trial.counts)
    trial.embed = other.trial.embed
    trial.selection = other.trial.reduce + [other.trial.cluster].compactMap { $0 } + [scores]
  }

  private var modelReference: ModelReference {
    var reference = ModelReference()
    reference.model = model
    reference.training = trial.train.map { StageReference($0) }
    reference.scale = dataset.scale
    reference.classes = isClassifier ? dataset.classCount : nil
    return reference
  }

  /// Adds something odd about this row that stops nothing.
  mutating func add(_ note: Note) { notes.add(note) }

  /// Adds something odd about this row that stops nothing.
  mutating func note(_ kind: String, _ message: String, cure: String, at path: JSONPath) {
    notes.add(Note(kind, message, cure: cure, at: path, location: row.location(of: path)))
  }

  mutating func add(_ stage: Stage) -> StageKey {
    stages.append(stage)
    return stage.key
  }

  mutating func data(_ split: SplitName) throws(Problem) -> StageReference {
    if let key = trial.data[split] { return StageReference(key) }
    let planned = try dataset.split(split, neededBy: row)
    let key = add(planned.stage)
    trial.data[split] = key
    trial.counts[split] = planned.count
    for part in planned.parts.list { trial.partCounts[part.name] = part.indices.count }
    return StageReference(key)
  }

  private mutating func planTraining() throws(Problem) {
    var stage = TrainStage()
    stage.model = model
    stage.$training = experiment.$training
    if let given {
      noteIfNothingIsTrained(given.training)
      stages += given.stages
      given.notes.list.forEach { notes.add($0.note) }
      trial.weights = given.key
      stage.weights = StageReference(given.key)
      stage.training = given.training
    }
    stage.data = try data(.train)
    stage.labelled = try labelled()
    let watch = LossWatch(
      dataset.has(.validation) ? .validation : .training, of: architecture.objective)
    trial.watch = watch
    if dataset.has(.validation) {
      trial.curveSplit = .validation
    } else if isClassifier, try dataset.hasLabels(.test, neededBy: row) {
      // The curve over the images that are scored is drawn, and chooses nothing.
      trial.curveSplit = .test
    }
    if let split = trial.curveSplit { stage.validation = try data(split) }
    if let pretraining = model.value.pretraining {
      try planPretraining(pretraining, for: &stage)
    }
    if experiment.training.choosesByLoss, trial.curveSplit == .test || watch.isAnnealed {
      stage.watched = watch.loss
    }
    stage.scale = dataset.scale
    stage.classes = isClassifier ? dataset.classCount : nil
    stage.seed = seed
    let all = try dataset.split(.train, neededBy: row).count
    let images = stage.labelled ?? all
    if isClassifier { trial.counts[.train] = images }
    let watched = dataset.has(.validation) ? SplitName.validation : .test
    let watchedImages =
      stage.validation == nil ? 0 : try dataset.split(watched, neededBy: row).count
    let cost = CostModel.training(
      sized, experiment.training, images: images, watched: watchedImages)
    trial.train = add(stage.stage("train \(model.kind)", of: name, cost: cost))
  }

  private mutating func noteIfNothingIsTrained(_ training: Training) {
    guard training.epochs > 0, training.firstWeights?.freezesAll(of: architecture) ?? false else {
      return
    }
    note(
      "frozen", "Every layer is frozen, so that training changes nothing.",
      cure: "Write \"epochs\": 0, or freeze fewer layers.",
      at: JSONPath([.name("training"), .name("init"), .name("frozen")]))
  }

  mutating func planEmbedding(
    of split: SplitName, _ reference: ModelReference
  ) throws(Problem) {
    var stage = EmbedStage()
    stage.model = reference
    stage.data = try data(split)
    let images = try dataset.split(split, neededBy: row).count
    let cost = CostModel.inference(sized, images: images)
    trial.embed[split] = add(
      stage.stage("embed \(split.rawValue) images", of: name, cost: cost))
  }

  /// The stage that leaves the reduced representation, and its number of columns.
  private mutating func planReduction(
    scored: SplitName, fitted: SplitName
  ) throws(Problem) -> (stage: StageReference?, columns: Int) {
    var columns = sized.featureCount
    guard var samples = trial.embed[scored].map({ StageReference($0) }) else {
      return (nil, columns)
    }
    // Images that are fitted to and scored may be the same under two names: then nothing else is mapped.
    let mapsOthers = trial.embed[fitted] != trial.embed[scored]
    let rows = try dataset.split(scored, neededBy: row).count
    let fittedRows = try dataset.split(fitted, neededBy: row).count
    for (index, step) in experiment.reduction.enumerated() {
      let path = JSONPath([.name("reduction"), .index(index)])
      let location = row.source["reduction"]?.elements?[index].location
      let width = columns
      let facts = try sampleFacts(fitted, columns: width)
      do {
        columns = try step.value.dimensions(rows: fittedRows, columns: columns)
      } catch {
        throw Problem("\(error)", at: path, location: location)
      }
      weigh(step.value.findings(on: facts), at: path)
      if fitted != scored, !step.value.mapsOthers {
        let message =
          "\(step.kind) cannot map other samples than it was fitted to: leave out \"fit\" of "
          + "\"evaluation\""
        weigh([.refusal(message)], at: path)
      }
      var stage = ReduceStage()
      stage.step = step
      stage.samples = samples
      if mapsOthers {
        stage.fit = index == 0 ? trial.embed[fitted].map { StageReference($0) } : samples
      }
      stage.seed = step.value.isRandom ? seed : nil
      let work = step.value.work(on: SampleFacts(rows: rows, columns: width))
      let key = add(stage.stage(step.kind, of: name, cost: Cost(work)))
      trial.reduce.append(key)
      samples = StageReference(key)
    }
    return (samples, columns)
  }

  private mutating func planClustering(
    of samples: StageReference, _ columns: Int, on scored: SplitName
  ) throws(Problem) {
    guard let clusterer = experiment.clustering else { return }
    let split = try dataset.split(scored, neededBy: row)
    let facts = try sampleFacts(scored, columns: columns)
    weigh(
      clusterer.value.findings(on: facts, classes: dataset.classCount),
      at: JSONPath([.name("clustering")]))
    var stage = ClusterStage()
    stage.clusterer = clusterer
    stage.samples = samples
    stage.classes = dataset.classCount
    stage.seed = clusterer.value.isRandom ? seed : nil
    let work = clusterer.value.work(on: facts, classes: dataset.classCount)
    let key = add(stage.stage(clusterer.kind, of: name, cost: Cost(work)))
    trial.cluster = key

    var score = ScoreStage()
    score.clusters = StageReference(key)
    score.samples = samples
    score.data = split.hasLabels ? try data(scored) : nil
    let parts = split.hasLabels ? split.parts : SplitParts()
    score.parts = parts.digest
    let silhouette = experiment.evaluation.silhouette ?? .automatic
    score.sample = silhouette.sample(of: split.count)
    score.seed = score.sample == nil ? nil : seed
    trial.score = add(
      score.stage(
        "score", of: name, context: parts.json,
        cost: Cost(ClusterShape.work(on: facts, judged: score.sample))))
  }

  private mutating func planClassification(on scored: SplitName) throws(Problem) {
    guard let scores = trial.embed[scored] else { return }
    let split = try dataset.split(scored, neededBy: row)
    guard split.hasLabels else { return }
    var stage = ClassifyStage()
    stage.scores = StageReference(scores)
    stage.data = try data(scored)
    stage.parts = split.parts.digest
    // No more than the scores of clusters of single numbers take.
    let most = ClusterShape.work(on: try sampleFacts(scored, columns: 1))
    trial.classify = add(
      stage.stage("score", of: name, context: split.parts.json, cost: Cost(most)))
  }

  private mutating func planReconstructions(
    _ reference: ModelReference, scored: SplitName
  ) throws(Problem) {
    for split in Set([.train, scored]).sorted(by: { $0.rawValue < $1.rawValue }) {
      let planned = try dataset.split(split, neededBy: row)
      var stage = ReconstructStage()
      stage.model = reference
      stage.data = try data(split)
      stage.shown = try ShownImages.indices(of: split, planned, experiment.report, row)
      let cost = CostModel.inference(sized, images: planned.count)
      trial.reconstruct[split] = add(
        stage.stage("reconstruct \(split.rawValue) images", of: name, cost: cost))
    }
  }
}
