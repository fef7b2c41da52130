import Clustering
import Experiments
import Figures
import Numerics
import Pipeline
import Runner
import Specification

/// The number that rows are ranked by, as bars with the spread over seeds.
enum BarPictures: PictureMaker {
  static var kind: FigureKind { .bars }

  /// More bars than this are better read in a table.
  private static let mostRows = 12

  static func suits(_ study: Study) -> Bool {
    (2...mostRows).contains(study.rows.count) && study.plan.sweep.seeds.count > 1
      && SweepGrid(study.plan.sweep) == nil && study.ranking.best != nil
  }

  static func pictures(of study: Study) throws -> [Picture] {
    guard let metric = study.ranking.metric else { return [] }
    let results = study.results
    let parts = study.plan.partNames.map(Metric.partAccuracy.of)
      .filter { results.metrics.contains($0) }
    let shown = metric == .accuracy && !parts.isEmpty ? parts : [metric]
    let bars = shown.map { metric in
      let spreads = results.rows.map { SampleSummary(results.values(of: metric, in: $0)) }
      return BarChart.Bars(
        name: metric.title, values: spreads.map { $0?.mean ?? .nan },
        errors: spreads.map { $0?.deviation ?? 0 })
    }
    let seeds = study.plan.sweep.seeds.count
    let spread = seeds > 1 ? " over \(seeds) seeds; error bars are one sample deviation" : ""
    let title = metric.title.prefix(1).uppercased() + metric.title.dropFirst()
    return [
      Picture(
        name: "bars", title: "\(title) of every setting",
        caption: "The \(shown.map(\.title).joined(separator: " and the ")) of every setting, "
          + "\(seeds > 1 ? "means" : "one seed")\(spread).",
        figure: BarChart(
          categories: results.rows.map(\.label), y: Axis(metric.title), bars: bars,
          decimals: min(3, metric.digits)))
    ]
  }
}
