import Experiments
import Figures
import Pipeline
import Runner
import Specification

/// The representation in two dimensions: by true class, beside the same by predicted class.
enum EmbeddingPictures: PictureMaker {
  static var kind: FigureKind { .embedding }

  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.cluster != nil || $0.classify != nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let plots = try study.shownRows().compactMap { try EmbeddingPlot(study, row: $0) }
    var pictures = plots.map { picture(of: $0, study) }
    if let comparison = comparison(of: plots, study) { pictures.append(comparison) }
    return pictures
  }

  /// One row of the sweep: a line of panels for each way to two dimensions.
  private static func picture(of plot: EmbeddingPlot, _ study: Study) -> Picture {
    let panels = plot.maps.flatMap { map -> [ScatterPanel] in
      let name = plot.maps.count > 1 ? "\(map.title), " : ""
      let title = plot.truth == nil ? map.title : name + "true classes"
      return [plot.points(map, title: title), plot.predicted(map, name)].compactMap { $0 }
    }
    let perMap = max(1, panels.count / max(1, plot.maps.count))
    let figure = ScatterPanels(
      title: plot.label, panels: panels, classNames: plot.classes, columns: perMap,
      hasNumbers: plot.maps.count == 1 && plot.maps[0].isLinear)
    let slug = Gallery.slug(plot.label)
    let ways = plot.maps.map(\.title).joined(separator: " and ")
    let judge = plot.isClassified ? "the network predicts" : "each cluster is matched to"
    let sides =
      plot.predictedClasses == nil
      ? "coloured by \(plot.truth == nil ? "cluster" : "true class")"
      : "coloured by true class on the left, by the class that \(judge) on the right; points in "
        + "the wrong class are ringed"
    let subject = plot.label.isEmpty ? "" : " (\(plot.label))"
    return Picture(
      name: slug.isEmpty ? "embedding" : "embedding-\(slug)",
      title: plot.label.isEmpty ? "Representation" : "Representation, \(plot.label)",
      caption: "The \(plot.count) \(plot.split) images in two dimensions by \(ways)\(subject), "
        + "\(sides).\(plot.planeNote)\(plot.seedNote)",
      figure: figure)
  }

  /// The rows beside each other by true class, where they differ in their representation.
  private static func comparison(of plots: [EmbeddingPlot], _ study: Study) -> Picture? {
    let different = plots.reduce(into: [EmbeddingPlot]()) { kept, plot in
      if !kept.contains(where: { $0.maps.first?.key == plot.maps.first?.key }) { kept.append(plot) }
    }
    guard different.count > 1, let way = different[0].maps.first?.title else { return nil }
    let panels = different.compactMap { plot in
      plot.maps.first.map { map in
        let accuracy = plot.accuracy.map { ", accuracy \(Decimal.text($0, digits: 3))" } ?? ""
        return plot.points(map, title: plot.label + accuracy)
      }
    }
    let first = different[0]
    let colors =
      first.truth == nil
      ? "cluster"
      : "true class: the better the classes stand apart, the more a clustering can find them"
    return Picture(
      name: "embeddings", title: "Representations side by side",
      caption: "The same \(first.count) \(first.split) images as each model represents them, by "
        + "\(way), coloured by \(colors).\(study.seedNote(of: different.map(\.row)))",
      figure: ScatterPanels(
        panels: panels, classNames: first.classes, columns: min(3, panels.count),
        hasNumbers: false))
  }
}
