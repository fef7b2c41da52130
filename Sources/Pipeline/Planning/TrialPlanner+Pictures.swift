import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Reduction
import Runner
import Specification

extension TrialPlanner {
  /// Plans what only figures need, for the first seed: that is the one they show.
  ///
  /// - Throws: `Problem` when the file asks for what the data does not have.
  mutating func planPictures(
    _ report: ReportOptions, _ model: ModelReference, scored: SplitName,
    _ representation: StageReference?
  ) throws(Problem) {
    guard isShown else { return }
    if report.wants(.embedding) { try planProjections(report, scored: scored) }
    if report.wants(.clusters) { planExemplars(of: representation) }
    if report.wants(.eigenimages) { try planEigenimages(report, scored: scored) }
    guard model.training != nil else { return }
    if report.wants(.checkpoints) { try planTrajectory(model, scored: scored) }
    if report.wantsLayers { try planLayers(report, model, scored: scored) }
    if report.figures?.contains(.interpolation) ?? false {
      try planInterpolation(report, model)
    }
  }

  private mutating func planProjections(
    _ report: ReportOptions, scored: SplitName
  ) throws(Problem) {
    guard trial.cluster != nil || trial.classify != nil, let embedding = trial.embed[scored] else {
      return
    }
    let split = try dataset.split(scored, neededBy: row)
    let rows = split.count
    for projection in report.planes(classes: classes(of: split), images: rows) {
      guard let step = projection.placing(rows: rows, columns: sized.featureCount) else {
        // What nobody asked for is not missed.
        guard report.projections != nil else { continue }
        note(
          "figure.projection", "The representation cannot be placed by \(projection.kind)",
          cure: "It takes more images than the \(rows) that are scored",
          at: JSONPath([.name("report"), .name("projections")]))
        continue
      }
      var stage = ReduceStage()
      stage.step = step
      stage.samples = StageReference(embedding)
      stage.seed = step.value.isRandom ? seed : nil
      let work = step.value.work(
        on: SampleFacts(rows: rows, columns: sized.featureCount))
      let key = add(
        stage.stage("\(step.kind) to two dimensions", of: name, cost: Cost(work)))
      trial.projections.append(PlannedProjection(reducer: projection, key: key))
    }
  }

  /// The classes that a scatter plot has to keep apart.
  private func classes(of split: PlannedSplit) -> Int {
    split.hasLabels ? dataset.classCount ?? 0 : 0
  }

  private mutating func planExemplars(of samples: StageReference?) {
    guard let clusters = trial.cluster, let samples else { return }
    var stage = ExemplarStage()
    stage.clusters = StageReference(clusters)
    stage.samples = samples
    trial.exemplars = add(
      stage.stage("typical images", of: name, cost: Cost(seconds: 0.2)))
  }

  /// Components of pixels are images only where the first step is a PCA of them.
  private mutating func planEigenimages(
    _ report: ReportOptions, scored: SplitName
  ) throws(Problem) {
    guard architecture.stacks.isEmpty, experiment.reduction.first?.value is PCA,
      let components = trial.reduce.first
    else { return }
    var stage = EigenimagesStage()
    stage.components = StageReference(components)
    stage.data = try data(scored)
    stage.scale = dataset.scale
    let split = try dataset.split(scored, neededBy: row)
    let shown = try ShownImages.indices(of: scored, split, report, row)
    stage.shown = report.images == nil ? Array(shown.prefix(stage.count)) : shown
    trial.eigenimages = add(
      stage.stage("eigenimages", of: name, cost: Cost(seconds: 0.5)))
  }

  /// The accuracy at checkpoints is taken on the validation images where they have labels.
  private mutating func planTrajectory(
    _ model: ModelReference, scored: SplitName
  ) throws(Problem) {
    let training = experiment.training
    let epochs = training.checkpoints.epochs(of: training.epochs)
    guard !epochs.isEmpty, let clusterer = experiment.clustering else { return }
    let validation =
      dataset.has(.validation)
      ? try dataset.split(.validation, neededBy: row).hasLabels : false
    let watched = validation ? SplitName.validation : scored
    let split = try dataset.split(watched, neededBy: row)
    guard split.hasLabels else { return }
    if let fit = experiment.evaluation.fit, fit != watched, !experiment.reduction.isEmpty {
      note(
        "checkpoints.fit", "At checkpoints, reductions are fitted to the images they are scored on",
        cure: "Compare checkpoints with one another, and not with the table, whose reductions are "
          + "fitted as \"evaluation.fit\" says", at: JSONPath([.name("evaluation"), .name("fit")]))
    }
    var stage = TrajectoryStage()
    stage.model = model
    stage.epochs = epochs
    stage.data = try data(watched)
    stage.reduction = experiment.reduction
    stage.clusterer = clusterer
    stage.classes = dataset.classCount
    let isRandom = clusterer.value.isRandom || experiment.reduction.contains { $0.value.isRandom }
    stage.seed = isRandom ? seed : nil
    let once = CostModel.inference(sized, images: split.count)
    let cost = Cost(seconds: (once.seconds + 1) * Double(epochs.count), memory: once.memory)
    trial.trajectorySplit = watched
    trial.trajectory = add(stage.stage("score checkpoints", of: name, cost: cost))
  }

  /// So many images of each class stand for it.
  private static var imagesOfEachClass: Int { 50 }
  /// A grid of three by three: the input and eight layers.
  private static var mostLayers: Int { 8 }

  private mutating func planLayers(
    _ report: ReportOptions, _ model: ModelReference, scored: SplitName
  ) throws(Problem) {
    let split = try dataset.split(scored, neededBy: row)
    try checkLayers(report)
    let kinds: Set = ["conv", "maxPool", "averagePool", "globalAveragePool", "linear"]
    let usual = architecture.stacks.prefix(architecture.embeddingStacks).flatMap { stack in
      stack.layers.indices.filter { kinds.contains(stack.layers[$0].kind) }
        .map { "\(stack.name).\($0)" }
    }
    var counts: [Int: Int] = [:]
    let labels = split.labels ?? Array(repeating: 0, count: split.count)
    var stage = LayersStage()
    stage.model = model
    stage.data = try data(scored)
    stage.layers = report.layers ?? Array(usual.prefix(Self.mostLayers))
    stage.images = labels.indices.filter { index in
      counts[labels[index], default: 0] += 1
      return counts[labels[index], default: 0] <= Self.imagesOfEachClass
    }
    let rows = stage.images.count
    for projection in report.planes(classes: classes(of: split), images: rows) {
      guard let step = projection.placing(rows: rows, columns: architecture.input.count) else {
        continue
      }
      stage.step = step
      stage.seed = step.value.isRandom ? seed : nil
      let once = Cost(
        step.value.work(on: SampleFacts(rows: rows, columns: architecture.input.count)))
      let cost = Cost(seconds: once.seconds * Double(stage.layers.count + 2), memory: once.memory)
      let key = add(stage.stage("layers by \(step.kind)", of: name, cost: cost))
      trial.layers.append(PlannedProjection(reducer: projection, key: key))
    }
  }

  /// Layers that the file names must be in the network.
  private func checkLayers(_ report: ReportOptions) throws(Problem) {
    let names = architecture.stacks.flatMap { stack in
      stack.layers.indices.map { "\(stack.name).\($0)" }
    }
    let named = report.layers ?? []
    guard let place = named.firstIndex(where: { !names.contains($0) }) else { return }
    throw Problem(
      "the network has no layer \"\(named[place])\""
        + Spelling.hint(for: named[place], among: names),
      at: JSONPath([.name("report"), .name("layers"), .index(place)]),
      location: row.source["report"]?["layers"]?.elements?[place].location)
  }

  /// From the first shown image to the second.
  private mutating func planInterpolation(
    _ report: ReportOptions, _ model: ModelReference
  ) throws(Problem) {
    let split = report.imagesFrom
    let planned = try dataset.split(split, neededBy: row)
    guard architecture.givesImagesBack, planned.count > 1 else { return }
    let named = (report.images ?? []).prefix(2).map { $0 - 1 }
    var stage = InterpolationStage()
    stage.model = model
    stage.data = try data(split)
    stage.images = named.count == 2 ? named : [0, 1]
    stage.shares = (0...10).map { Double($0) / 10 }
    trial.interpolation = add(
      stage.stage("interpolate", of: name, cost: Cost(seconds: 0.3)))
  }
}

extension ReportOptions {
  /// Whether a figure that suits many experiments is wanted: it is named, or nothing is.
  func wants(_ kind: FigureKind) -> Bool { figures?.contains(kind) ?? true }

  /// Whether layers are shown: the figure is named, or layers are and no figures.
  public var wantsLayers: Bool { figures?.contains(.layers) ?? (layers != nil) }
}

/// A way to two dimensions for scatter plots, with the stage that goes it.
public struct PlannedProjection: Sendable {
  /// The reduction.
  public var reducer: OneOf<Reducers>
  /// The stage.
  public var key: StageKey
}

extension ReportOptions {
  /// A reduction by t-SNE that nobody asked for takes no more images.
  private static let mostImages = 5000
  /// Two principal components rarely show more classes than this apart.
  private static let fewClasses = 3

  /// The reductions that bring images to two dimensions: those that the file names, else PCA, and t-SNE
  /// where there are many classes.
  func planes(classes: Int, images: Int) -> [OneOf<Reducers>] {
    if let projections { return projections.map(\.reducer) }
    let isCrowded = classes > Self.fewClasses && images <= Self.mostImages
    return [OneOf(PCA(dimensions: 2)), isCrowded ? OneOf(TSNE()) : nil].compactMap { $0 }
  }
}

extension OneOf where F == Reducers {
  /// The reduction of samples `[rows, columns]` to the plane, or to the line where they have one column
  /// only; nil when there are too few of them.
  func placing(rows: Int, columns: Int) -> OneOf<Reducers>? {
    var step: OneOf<Reducers>? = self
    if var components = value as? PCA, columns < components.dimensions {
      components.dimensions = columns
      step = OneOf(components)
    }
    guard let step, (try? step.value.dimensions(rows: rows, columns: columns)) != nil else {
      return nil
    }
    return step
  }
}

/// Which images a report shows beside their reconstructions.
enum ShownImages {
  /// How many are shown when the file does not say which.
  static let usualCount = 8
  /// How many a gallery shows at the most.
  static let galleryCount = 400

  /// The images of a split that are shown, from 0: those that the file names, else a few of every
  /// class in turn.
  ///
  /// - Throws: `Problem` when the file names an image that is not there.
  static func indices(
    of split: SplitName, _ planned: PlannedSplit, _ report: ReportOptions,
    _ row: ExpandedSweep.Row
  ) throws(Problem) -> [Int] {
    if split == .train, report.figures?.contains(.gallery) ?? false {
      return Array(0..<min(galleryCount, planned.count))
    }
    guard let named = report.images, split == report.imagesFrom else {
      return split == report.imagesFrom ? usual(planned) : []
    }
    if let position = named.firstIndex(where: { $0 > planned.count }) {
      let location = row.source["report"]?["images"]?.elements?[position].location
      throw Problem(
        "there are only \(planned.count) \(split.rawValue) images, no image \(named[position])",
        at: JSONPath([.name("report"), .name("images"), .index(position)]), location: location)
    }
    return named.map { $0 - 1 }
  }

  /// The first image of every class, then the second of every class, and so on.
  private static func usual(_ planned: PlannedSplit) -> [Int] {
    guard let labels = planned.labels else {
      return Array(0..<min(usualCount, planned.count))
    }
    var ranks: [Int: Int] = [:]
    let ranked = labels.enumerated().map { index, label in
      let rank = ranks[label, default: 0]
      ranks[label] = rank + 1
      return (rank: rank, label: label, index: index)
    }
    return ranked.sorted { ($0.rank, $0.label) < ($1.rank, $1.label) }
      .prefix(usualCount).map(\.index)
  }
}
