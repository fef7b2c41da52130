import Datasets
import Experiments
import Figures
import Numerics
import Pipeline
import Specification

/// The representation in two dimensions: by true class, beside the same by predicted class.
enum EmbeddingPictures: PictureMaker {
  static var kind: FigureKind { .embedding }

  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.cluster != nil || $0.classify != nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let plots = try study.shownRows().compactMap { try Plot(study, row: $0) }
    var pictures = plots.map { picture(of: $0, study) }
    if let comparison = comparison(of: plots) { pictures.append(comparison) }
    return pictures
  }

  /// One row of the sweep: a line of panels for each way to two dimensions.
  private static func picture(of plot: Plot, _ study: Study) -> Picture {
    let panels = plot.maps.flatMap { map -> [ScatterPanel] in
      let name = plot.maps.count > 1 ? "\(map.title), " : ""
      return [plot.trueClasses(map, title: name + "true classes"), plot.predicted(map, name)]
        .compactMap { $0 }
    }
    let perMap = max(1, panels.count / max(1, plot.maps.count))
    let figure = ScatterPanels(
      title: plot.label, panels: panels, classNames: plot.classes, columns: perMap,
      xTitle: plot.maps.count == 1 ? plot.maps[0].axis + "₁" : "",
      yTitle: plot.maps.count == 1 ? plot.maps[0].axis + "₂" : "",
      hasNumbers: plot.maps.count == 1 && plot.maps[0].isLinear)
    let slug = Gallery.slug(plot.label)
    let ways = plot.maps.map(\.description).joined(separator: " and ")
    let sides =
      plot.predictedClasses == nil
      ? "coloured by true class"
      : "coloured by true class on the left, by the class that each cluster is matched to on the "
        + "right; points in the wrong class are ringed"
    let subject = plot.label.isEmpty ? "" : " (\(plot.label))"
    return Picture(
      name: slug.isEmpty ? "embedding" : "embedding-\(slug)",
      title: plot.label.isEmpty ? "Representation" : "Representation, \(plot.label)",
      caption: "The \(plot.split) images in two dimensions by \(ways)\(subject), \(sides)."
        + plot.seedNote,
      figure: figure)
  }

  /// The rows beside each other by true class, where they differ in their representation.
  private static func comparison(of plots: [Plot]) -> Picture? {
    let different = plots.reduce(into: [Plot]()) { kept, plot in
      if !kept.contains(where: { $0.maps.first?.key == plot.maps.first?.key }) { kept.append(plot) }
    }
    guard different.count > 1, let way = different[0].maps.first?.description else { return nil }
    let panels = different.compactMap { plot in
      plot.maps.first.map { map in
        let accuracy = plot.accuracy.map { ", accuracy \(Decimal.text($0, digits: 3))" } ?? ""
        return plot.trueClasses(map, title: plot.label + accuracy)
      }
    }
    return Picture(
      name: "embeddings", title: "Representations side by side",
      caption: "The same \(different[0].split) images as each model represents them, by \(way), "
        + "coloured by true class: the better the classes stand apart, the more a clustering can "
        + "find them.\(different[0].seedNote)",
      figure: ScatterPanels(
        panels: panels, classNames: different[0].classes, columns: min(3, panels.count),
        hasNumbers: false))
  }

  /// The points of one row with their classes.
  private struct Plot {
    /// One way to two dimensions.
    struct Map {
      let key: StageKey
      let title: String
      let description: String
      let axis: String
      let isLinear: Bool
      let x: [Double]
      let y: [Double]
    }

    let label: String
    /// The images that are shown: "test".
    let split: String
    let maps: [Map]
    let truth: [Int]?
    let predictedClasses: [Int]?
    let accuracy: Double?
    let classes: [String]
    let seedNote: String

    init?(_ study: Study, row: Int) throws {
      guard let trial = study.trial(of: row) else { return nil }
      let experiment = study.rows[row].experiment
      label = study.label(of: row)
      classes = trial.classNames
      let scored = experiment.evaluation.split
      split = scored == .train ? "training" : scored.rawValue
      truth = try trial.data[scored].flatMap { key in
        trial.hasLabels ? try study.artefacts.integers(key, ArtefactFile.labels) : nil
      }
      let judge = trial.score ?? trial.classify
      predictedClasses =
        truth == nil
        ? nil : try judge.map { try study.artefacts.integers($0, ArtefactFile.predicted) }
      let run = study.results.rows[row].runs.first { $0.seed == trial.seed }
      accuracy = run?.metrics[.accuracy]
      seedNote = study.seedNote(of: row)
      maps = try Self.maps(of: trial, study)
      if maps.isEmpty { return nil }
    }

    private static func maps(of trial: TrialPlan, _ study: Study) throws -> [Map] {
      if let last = trial.reduce.last {
        let points = try study.artefacts.matrix(last, ArtefactFile.embedding)
        if points.columns == 2 {
          let kind = study.rows[trial.row].experiment.reduction.last?.kind ?? ""
          let way = kind == "pca" ? "PCA" : kind == "tsne" ? "t-SNE" : kind
          return [map(last, points, isLinear: kind == "pca", "\(way), which is what was clustered")]
        }
      }
      return try study.options.projections.compactMap { projection in
        try trial.projections[projection].map { key in
          let points = try study.artefacts.matrix(key, ArtefactFile.embedding)
          let isLinear = projection == .pca
          return map(key, points, isLinear: isLinear, isLinear ? "PCA" : "t-SNE")
        }
      }
    }

    private static func map(
      _ key: StageKey, _ points: Matrix<Float>, isLinear: Bool, _ description: String
    ) -> Map {
      Map(
        key: key, title: isLinear ? "PCA" : "t-SNE", description: description,
        axis: isLinear ? "PC" : "t-SNE", isLinear: isLinear,
        x: (0..<points.rows).map { Double(points[$0, 0]) },
        y: (0..<points.rows).map { points.columns > 1 ? Double(points[$0, 1]) : 0 })
    }

    func trueClasses(_ map: Map, title: String) -> ScatterPanel {
      ScatterPanel(
        title: truth == nil ? map.title : title, x: map.x, y: map.y, classes: truth ?? [])
    }

    func predicted(_ map: Map, _ name: String) -> ScatterPanel? {
      guard let truth, let predictedClasses else { return nil }
      let accuracy = accuracy.map { ", accuracy \(Decimal.text($0, digits: 3))" } ?? ""
      return ScatterPanel(
        title: "\(name)predicted\(accuracy)", x: map.x, y: map.y, classes: predictedClasses,
        wrong: zip(truth, predictedClasses).map { $0 != $1 })
    }
  }
}
