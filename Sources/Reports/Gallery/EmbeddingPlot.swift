import Clustering
import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
import Runner
import Specification

/// The images of one row as points of the plane, with their classes.
struct EmbeddingPlot {
  /// One way to two dimensions.
  struct Map {
    /// The stage that made it.
    let key: StageKey
    /// What it is called: "PCA".
    let title: String
    /// What its axes are called.
    let axes: (x: String, y: String)
    let x: [Double]
    let y: [Double]

    /// Whether its axes have a unit worth numbers.
    let isLinear: Bool

    /// Points of the plane.
    ///
    /// - Parameters:
    ///   - key: the stage that placed them.
    ///   - points: the points.
    ///   - reducer: how; nil for a way that has no name.
    ///   - others: the ways that are shown, itself among them.
    ///   - shares: the shares of the variance along the axes, where the way finds them by it.
    init(
      _ key: StageKey, _ points: Matrix<Float>, by reducer: OneOf<Reducers>?,
      among others: [OneOf<Reducers>], shares: [Double]
    ) {
      self.key = key
      title = reducer?.title(among: others) ?? "the reduction"
      isLinear = reducer?.value is PCA
      let axis = reducer?.axis ?? "dimension "
      func name(_ place: Int) -> String {
        let share =
          place < shares.count ? " (\(Decimal.text(100 * shares[place], digits: 1)) %)" : ""
        return axis + NumberText.subscripted(place + 1) + share
      }
      axes = (name(0), name(1))
      x = (0..<points.rows).map { Double(points[$0, 0]) }
      y = (0..<points.rows).map { points.columns > 1 ? Double(points[$0, 1]) : 0 }
    }
  }

  /// The row.
  let row: Int
  /// The name of the row.
  let label: String
  /// The images that are shown: "test".
  let split: String
  let maps: [Map]
  /// The true classes, where there are any.
  let truth: [Int]?
  /// The classes that clusters are matched to, or that a network predicts.
  let predictedClasses: [Int]?
  /// The names of the classes, or of the clusters where there are no classes.
  let classes: [String]
  let accuracy: Double?
  /// Whether a network predicts the classes.
  let isClassified: Bool
  /// The clusters, where there are no classes to show.
  private let clusters: [Int]
  /// Whether the two dimensions are those that were clustered; nil without clusters.
  private let isClusteredPlane: Bool?

  /// Reads what a row left; nil when it left nothing to show.
  init?(_ study: Study, row: Int) throws {
    guard let trial = study.trial(of: row) else { return nil }
    let scored = study.rows[row].experiment.evaluation.split
    self.row = row
    label = study.label(of: row)
    split = scored.words
    maps = try Self.maps(of: trial, study)
    if maps.isEmpty { return nil }
    truth = try trial.data[scored].flatMap { key in
      trial.hasLabels ? try study.artefacts.integers(key, ArtefactFile.labels) : nil
    }
    let hasClasses = truth != nil
    let judge = hasClasses ? trial.score ?? trial.classify : nil
    predictedClasses = try judge.map { try study.artefacts.integers($0, ArtefactFile.predicted) }
    let shownClusters = hasClasses ? nil : trial.cluster
    clusters =
      try shownClusters.map { try study.artefacts.integers($0, ArtefactFile.labels) } ?? []
    classes =
      hasClasses
      ? trial.classNames : (0..<((clusters.max() ?? -1) + 1)).map { "cluster \($0 + 1)" }
    let judged: Metric = trial.score == nil ? .classifierAccuracy : .accuracy
    accuracy = study.results.rows[row].runs.first { $0.seed == trial.seed }?.metrics[judged]
    isClassified = trial.score == nil
    isClusteredPlane = trial.cluster == nil ? nil : maps[0].key == trial.reduce.last
  }

  /// The class of each point, or its cluster where there are no classes.
  var shown: [Int] { truth ?? clusters }

  /// How many images are shown, in words.
  var count: String { ArchitectureListing.grouped(maps[0].x.count) }

  /// Says whether the clusters were made in what is seen.
  var planeNote: String {
    switch isClusteredPlane {
    case nil: ""
    case true?: " The clusters were made in these two dimensions."
    case false?: " The clusters were made in more dimensions than can be seen."
    }
  }

  /// The points by class, or by cluster where there are no classes.
  func points(_ map: Map, title: String) -> ScatterPanel {
    ScatterPanel(
      title: title, x: map.x, y: map.y,
      classes: truth ?? clusters.map { $0 == Partition.noise ? ScatterPanel.noise : $0 },
      xTitle: map.axes.x, yTitle: map.axes.y)
  }

  /// The points by predicted class; nil without true classes.
  func predicted(_ map: Map, _ way: String, name: String) -> ScatterPanel? {
    guard let truth, let predictedClasses else { return nil }
    let accuracy = accuracy.map { ", accuracy \(Decimal.text($0, digits: 3))" } ?? ""
    return ScatterPanel(
      title: "\(way)\(name)\(accuracy)", x: map.x, y: map.y, classes: predictedClasses,
      wrong: zip(truth, predictedClasses).map { $0 != $1 }, xTitle: map.axes.x, yTitle: map.axes.y)
  }

  /// What was clustered where that is a plane, else the projections that are planned.
  private static func maps(of trial: TrialPlan, _ study: Study) throws -> [Map] {
    if let last = trial.reduce.last {
      let points = try study.artefacts.matrix(last, ArtefactFile.embedding)
      if points.columns == 2 {
        let steps = study.rows[trial.row].experiment.reduction
        return [
          Map(
            last, points, by: steps.last(where: \.isPlacing), among: steps,
            shares: try study.artefacts.read(.reduce, of: last).shares)
        ]
      }
    }
    let ways = trial.projections.map(\.reducer)
    return try trial.projections.map { projection in
      Map(
        projection.key, try study.artefacts.matrix(projection.key, ArtefactFile.embedding),
        by: projection.reducer, among: ways,
        shares: try study.artefacts.read(.reduce, of: projection.key).shares)
    }
  }
}

/// The representation in two dimensions: by true class, beside the same by predicted class.
enum EmbeddingPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.cluster != nil || $0.classify != nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let plots = try study.shownRows().compactMap { try EmbeddingPlot(study, row: $0) }
    // What several rows cluster is shown once, and what each makes of it beside it.
    let networks = plots.reduce(into: [[EmbeddingPlot]]()) { groups, plot in
      let known = groups.firstIndex { $0[0].maps.map(\.key) == plot.maps.map(\.key) }
      if let known { groups[known].append(plot) } else { groups.append([plot]) }
    }
    return networks.map { picture(of: $0, study) }
  }

  /// One representation: a line of panels for each way to two dimensions.
  private static func picture(of plots: [EmbeddingPlot], _ study: Study) -> Picture {
    let plot = plots[0]
    let panels = plot.maps.flatMap { map -> [ScatterPanel] in
      let way = plot.maps.count > 1 ? "\(map.title), " : ""
      let title = plot.truth == nil ? map.title : way + "true classes"
      return [plot.points(map, title: title)]
        + plots.compactMap { other in
          other.predicted(map, way, name: plots.count > 1 ? other.label : "predicted")
        }
    }
    let perMap = max(1, panels.count / max(1, plot.maps.count))
    let label = plots.map(\.label).joined(separator: ", ")
    let figure = ScatterPanels(
      title: label, panels: panels, classNames: plot.classes, columns: min(3, perMap),
      hasNumbers: plot.maps.count == 1 && plot.maps[0].isLinear)
    let slug = Gallery.slug(label)
    let ways = plot.maps.map(\.title).joined(separator: " and ")
    let judge = plot.isClassified ? "the network predicts" : "each cluster is matched to"
    let place = plots.count > 1 ? "beside it" : "on the right"
    let sides =
      plot.predictedClasses == nil
      ? "coloured by \(plot.truth == nil ? "cluster" : "true class")"
      : "coloured by true class on the left, by the class that \(judge) \(place); points in "
        + "the wrong class are ringed"
    return Picture(
      name: slug.isEmpty ? "embedding" : "embedding-\(slug)", title: "Representation", panel: label,
      caption: "The \(plot.count) \(plot.split) images in two dimensions by \(ways), "
        + "\(sides).\(plot.planeNote)\(study.seedNote(of: plots.map(\.row)))",
      plots: plots, figure: figure)
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { !$0.projections.isEmpty }
      ? nil : "it takes a clustering, or a classifier and labels, and samples enough to place"
  }
}

extension OneOf where F == Reducers {
  /// What figures call a way to two dimensions: by its options too, where another is of its kind.
  func title(among others: [OneOf<Reducers>]) -> String {
    let isAlone = others.count { $0.kind == kind } < 2
    return isAlone
      ? type(of: value).title
      : SettingText.words(of: value).replacing(", dimensions 2", with: "")
  }

  /// What its axes are called, without their number.
  var axis: String {
    switch value {
    case is PCA: "PC"
    case is TSNE: "t-SNE"
    case is UMAP: "UMAP"
    default: "dimension "
    }
  }

  /// Whether it makes a plane of its own, and does not only change what is there.
  var isPlacing: Bool { value is PCA || value is TSNE || value is UMAP }
}
