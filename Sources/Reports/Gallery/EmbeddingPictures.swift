import Experiments
import Figures
import Pipeline
import Runner
import Specification

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
}
