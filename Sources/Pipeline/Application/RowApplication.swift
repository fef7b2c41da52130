import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Reduction
import Runner
import Specification

/// What a trial of a sweep makes of images that it has not seen: its network, its reduction, its
/// clusters and their matching with the classes, as they were fitted.
public struct RowApplication {
  private let row: ExpandedSweep.Row
  private let trial: TrialPlan
  private let plan: SweepPlan

  /// Prepares to apply a trial.
  ///
  /// - Throws: `Problem` where a step of its reduction has no map for other images.
  public init(_ plan: SweepPlan, trial: TrialPlan) throws(Problem) {
    self.plan = plan
    self.trial = trial
    row = plan.sweep.rows[trial.row]
    try Self.check(row)
  }

  /// Makes sure that a row can be applied to other images.
  ///
  /// - Throws: `Problem` where a step of its reduction has no map for other images.
  public static func check(_ row: ExpandedSweep.Row) throws(Problem) {
    for (index, step) in row.experiment.reduction.enumerated() where !step.value.mapsOthers {
      let path = JSONPath([.name("reduction"), .index(index)])
      throw Problem(
        "\(step.kind) places the images it was fitted to and has no map for others, so that "
          + "\(row.label) cannot be applied; apply a row without it, or one that reduces by \"pca\"",
        at: path, location: row.location(of: path))
    }
  }

  /// The stages that are read.
  public var needed: Set<StageKey> {
    var keys = [trial.train, trial.classify].compactMap { $0 }
    if let cluster = trial.cluster {
      keys += [cluster, trial.hasLabels ? trial.score : nil, samples].compactMap { $0 }
    }
    if !row.experiment.reduction.isEmpty, let fitted = trial.embed[fittedSplit] {
      keys.append(fitted)
    }
    return Set(keys)
  }

  /// The dataset of the row with other images in place of its own, prepared in the same way.
  public func dataset(of source: OneOf<SplitSources>) -> DatasetSpecification {
    var dataset = row.experiment.dataset
    (dataset.train, dataset.validation, dataset.test) = (source, nil, nil)
    dataset.classes = nil
    return dataset
  }

  /// Makes sure that images have the shape that the trial was planned for.
  ///
  /// - Throws: `Problem` when they have another.
  public func check(_ shape: ImageShape) throws(Problem) {
    let wanted = trial.architecture.input.dimensions
    guard [shape.height, shape.width, shape.channels] != wanted else { return }
    let text = wanted.map(String.init).joined(separator: " x ")
    throw Problem(
      "the images are \(shape.height) x \(shape.width) x \(shape.channels), those of \(row.label) "
        + "\(text): bring them to that size, or let \"resize\" and \"channels\" of the dataset do it, in "
        + "training as here")
  }

  private var scored: SplitName { row.experiment.evaluation.split }
  private var fittedSplit: SplitName { row.experiment.evaluation.fit ?? scored }
  /// The stage that left what was clustered.
  private var samples: StageKey? { trial.reduce.last ?? trial.embed[scored] }

  /// Applies the trial to images.
  ///
  /// - Parameters:
  ///   - images: the images, of the shape of the trial's own.
  ///   - artefact: the path of a file that a stage left, verified.
  /// - Returns: what it makes of them.
  /// - Throws: `DamagedArtefact` for a stage that is missing or damaged.
  public func apply(
    to images: ImageSet, artefact: @escaping (StageKey, String) throws -> String
  ) throws -> AppliedRow {
    guard let model = row.experiment.model else { throw Problem("the model is missing") }
    let scale = row.experiment.dataset.scale
    let source = ScaledImages(images: images.labelled(nil, classes: nil), scale: scale)
    let weights = try trial.train.map {
      try StoredFile.bytes(at: artefact($0, ArtefactFile.weights))
    }
    let network = try TrainedModel(
      model: model, input: source.shape, classes: trial.architecture.classCount,
      safetensors: weights)
    var applied = AppliedRow(embedding: try network.embed(source))
    applied.classNames = trial.classNames
    if trial.architecture.classCount != nil {
      try applied.take(network.classify(source), accuracy: accuracy(of: trial.classify, artefact))
    }
    if trial.architecture.givesImagesBack {
      try applied.take(network.reconstruct(source), of: source)
    }
    let reduced = try reduce(applied.embedding, artefact)
    if !row.experiment.reduction.isEmpty { applied.reduced = reduced }
    if let cluster = trial.cluster {
      let rule = try rule(of: cluster, artefact)
      applied.take(
        rule.assign(reduced), by: rule, matching: try matching(cluster, artefact),
        on: scored, accuracy: try accuracy(of: trial.score, artefact))
    }
    return applied
  }

  /// Maps vectors as the steps of the reduction do, each fitted again to what it was fitted to.
  private func reduce(
    _ vectors: Matrix<Float>, _ artefact: (StageKey, String) throws -> String
  ) throws -> Matrix<Float> {
    let steps = row.experiment.reduction
    guard !steps.isEmpty, let key = trial.embed[fittedSplit] else { return vectors }
    var fitted = try StoredFile.matrix(at: artefact(key, ArtefactFile.embedding))
    var mapped = vectors
    for step in steps {
      let reduction = try step.value.fit(fitted, seed: UInt64(trial.seed))
      guard let map = reduction.map else {
        throw Problem("\(step.kind) has no map for other images")
      }
      mapped = try map.apply(to: mapped)
      fitted = reduction.embedding
    }
    return mapped
  }

  private func rule(
    of cluster: StageKey, _ artefact: @escaping (StageKey, String) throws -> String
  ) throws -> ClusterRule {
    guard let clusterer = row.experiment.clustering, let samples else {
      throw Problem("the row clusters nothing")
    }
    return try clusterer.value.rule(
      of: FittedClusters(
        samples: StoredFile.matrix(at: artefact(samples, ArtefactFile.embedding)),
        labels: StoredFile.integers(at: artefact(cluster, ArtefactFile.labels)),
        seed: UInt64(trial.seed)
      ) { try StoredFile.matrix(at: artefact(cluster, ArtefactFile.centres)) })
  }

  /// The class that each cluster was matched with on the scored images; empty where there are none.
  private func matching(
    _ cluster: StageKey, _ artefact: (StageKey, String) throws -> String
  ) throws -> [Int: Int] {
    guard trial.hasLabels, let score = trial.score else { return [:] }
    let clusters = try StoredFile.integers(at: artefact(cluster, ArtefactFile.labels))
    let classes = try StoredFile.integers(at: artefact(score, ArtefactFile.predicted))
    return Dictionary(zip(clusters, classes).filter { $0.1 >= 0 }) { first, _ in first }
  }

  private func accuracy(
    of scores: StageKey?, _ artefact: (StageKey, String) throws -> String
  ) throws -> Double? {
    guard trial.hasLabels, let scores else { return nil }
    let file = ReportFile<Measurements>.scores
    let measured = try file.content(at: artefact(scores, file.name)).list
    return measured.first { [.accuracy, .classifierAccuracy].contains($0.metric) }?.value
  }
}

/// What a trial makes of images that it has not seen.
public struct AppliedRow: Sendable {
  /// What the network makes of each image, or its pixels: `[N, d]`.
  public let embedding: Matrix<Float>
  /// The same after the reduction; nil without one.
  public internal(set) var reduced: Matrix<Float>?
  /// The class of each image; nil for one of a cluster that was matched with no class.
  public private(set) var classes: [Int?]?
  /// The probability of each class by a classifier: `[N, classes]`.
  public private(set) var probabilities: Matrix<Float>?
  /// The cluster of each image.
  public private(set) var clusters: ClusterPlacement?
  /// What the nearness of clusters is: "distance" or "probability".
  public private(set) var measure = ""
  /// The images as the network gives them back, scaled: `[N, H W C]`.
  public private(set) var reconstructions: Matrix<Float>?
  /// The mean squared error of each reconstruction over the numbers of its image.
  public private(set) var errors: [Double]?
  /// The names of the classes, as far as they have any.
  public internal(set) var classNames: [String] = []
  /// How images came to their classes and clusters, in sentences.
  public private(set) var explanations: [String] = []

  init(embedding: Matrix<Float>) { self.embedding = embedding }

  /// The number of images.
  public var count: Int { embedding.rows }

  /// What a class is called: its name, or its number from 0.
  public func name(ofClass index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : String(index)
  }

  /// The group of each image that pictures and tables show: its class, else its cluster; -1 where a
  /// cluster was matched with no class. Nil where images are put into no groups.
  public var groups: [Int]? { classes.map { $0.map { $0 ?? -1 } } ?? clusters?.labels }

  /// What a group is called.
  public func name(ofGroup group: Int) -> String {
    guard classes != nil else { return "cluster \(group)" }
    return group < 0 ? "no class" : name(ofClass: group)
  }

  /// The share of images whose class is the true one.
  ///
  /// - Parameter truth: the class of each image; nil for one that the trial does not know.
  /// - Returns: the share; nil where no classes are told.
  public func accuracy(truth: [Int?]) -> Double? {
    classes.map { classes in
      let right = zip(classes, truth).count { $0 != nil && $0 == $1 }
      return Double(right) / Double(max(1, truth.count))
    }
  }

  mutating func take(_ classification: Classification, accuracy: Double?) {
    classes = classification.classes
    probabilities = classification.probabilities
    explanations.append(
      "classes: those to which the network gives the highest score" + Self.scored(accuracy))
  }

  mutating func take(_ reconstructions: Matrix<Float>, of images: ScaledImages) {
    let size = reconstructions.columns
    var errors: [Double] = []
    for index in 0..<reconstructions.rows {
      let original = images.selecting([index]).matrix.elements
      let sum = original.indices.reduce(0.0) { sum, place in
        let step = Double(original[place]) - Double(reconstructions.elements[index * size + place])
        return sum + step * step
      }
      errors.append(sum / Double(size))
    }
    self.reconstructions = reconstructions
    self.errors = errors
  }

  mutating func take(
    _ assignment: ClusterPlacement, by rule: ClusterRule, matching: [Int: Int],
    on split: SplitName, accuracy: Double?
  ) {
    clusters = assignment
    measure = rule.measure
    explanations.append("clusters: by \(rule.words)")
    // A classifier tells the classes itself.
    guard classes == nil, !matching.isEmpty else { return }
    classes = assignment.labels.map { matching[$0] }
    let pairs = matching.sorted { $0.key < $1.key }.map {
      "cluster \($0.key) is \(name(ofClass: $0.value))"
    }
    let unmatched = Set(assignment.labels).subtracting(matching.keys).sorted()
    let rest =
      unmatched.isEmpty
      ? ""
      : "; matched with no class: " + unmatched.map { "cluster \($0)" }.joined(separator: ", ")
    explanations.append(
      "classes: by the matching that was made on the \(split.words) images\(Self.scored(accuracy)): "
        + pairs.joined(separator: ", ") + rest)
  }

  private static func scored(_ accuracy: Double?) -> String {
    accuracy.map {
      " (accuracy \(Decimal.text($0, digits: 4)) on the images that the row was scored on)"
    }
      ?? ""
  }
}
