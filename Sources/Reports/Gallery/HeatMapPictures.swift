import Experiments
import Figures
import Numerics
import Pipeline
import Runner
import Specification

/// The number that rows are ranked by over the two axes of a grid.
enum HeatMapPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { SweepGrid(study.plan.sweep) != nil }

  static func pictures(of study: Study) throws -> [Picture] {
    guard let grid = SweepGrid(study.plan.sweep), let metric = study.ranking.metric else {
      return []
    }
    let values = grid.slices.map { slice in
      slice.members.map { line in line.map { mean(of: metric, $0, study.results) } }
    }
    let finite = values.joined().joined().filter(\.isFinite)
    // One scale for all slices, so that their colours can be compared.
    let range = finite.min().flatMap { low in finite.max().map { low...$0 } }
    return zip(grid.slices, values).map { slice, values in
      let slug = Gallery.slug(slice.name)
      let subject = slice.name.isEmpty ? "" : ", \(slice.name)"
      let shared = grid.slices.count > 1 ? " All heat maps share one scale of colours." : ""
      let seeds = study.plan.sweep.seeds.count
      let name = metric.title.prefix(1).uppercased() + metric.title.dropFirst()
      let means = seeds > 1 ? "mean \(metric.title) over \(seeds) seeds" : metric.title
      return Picture(
        name: slug.isEmpty ? "heatmap" : "heatmap-\(slug)",
        title: "\(name) over \(slice.rowTitle) and \(slice.columnTitle)\(subject)",
        caption: "The \(means) by \(slice.rowTitle) (down) and \(slice.columnTitle) "
          + "(across)\(subject); the best number of the map is in bold.\(shared)",
        figure: HeatMap(
          title: name + subject, rowTitle: slice.rowTitle, columnTitle: slice.columnTitle,
          rowNames: slice.rowNames, columnNames: slice.columnNames, values: values, range: range,
          decimals: min(3, metric.digits), best: metric.better == .lower ? .lowest : .highest))
    }
  }

  private static func mean(of metric: Metric, _ row: Int, _ results: SweepResults) -> Double {
    SampleSummary(results.values(of: metric, in: results.rows[row]))?.mean ?? .nan
  }
}
