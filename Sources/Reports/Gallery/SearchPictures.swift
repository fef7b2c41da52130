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

/// The number that rows are ranked by against each setting that a search draws, a panel each.
enum SearchPictures: PictureMaker {
  /// More settings than this have no place.
  private static let mostPanels = 6
  /// Fewer rows than this are no search.
  private static let fewestRows = 6

  static func suits(_ study: Study) -> Bool {
    isSearch(study.plan.sweep) && study.ranking.best != nil
  }

  /// Whether the rows of a sweep differ in numbers that hardly ever come twice, as drawn ones do.
  static func isSearch(_ sweep: ExpandedSweep) -> Bool {
    !drawn(sweep).isEmpty && NumericAxis(sweep) == nil && SweepGrid(sweep) == nil
  }

  /// A setting that is drawn: its name, and its number in each row that has one.
  private struct Drawn {
    let title: String
    let values: [Double?]

    /// Whether the numbers reach over orders of magnitude.
    var isLogarithmic: Bool {
      let numbers = values.compactMap { $0 }
      guard let least = numbers.min(), let most = numbers.max(), least > 0 else { return false }
      return most >= 30 * least
    }
  }

  private static func drawn(_ sweep: ExpandedSweep) -> [Drawn] {
    guard sweep.rows.count >= fewestRows else { return [] }
    let settings = SettingColumns(sweep)
    let columns = settings.titles.indices.map { column in
      Drawn(
        title: SettingColumns.heading(settings.titles[column]),
        values: settings.texts.map { Double($0[column]) })
    }
    let isDrawn = columns.contains { column in
      Set(column.values.compactMap { $0 }).count * 2 > sweep.rows.count
    }
    guard isDrawn else { return [] }
    return columns.filter { Set($0.values.compactMap { $0 }).count > 2 }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    guard isSearch(study.plan.sweep), let metric = study.ranking.metric else { return [] }
    let all = drawn(study.plan.sweep)
    let shown = all.prefix(mostPanels)
    let columns = shown.count > 4 ? 3 : min(2, shown.count)
    let charts = shown.map { chart(of: $0, metric, study, columns: columns) }
    let stopped = study.results.rows.count { $0.stopped != nil }
    let seeds = study.plan.sweep.seeds.count
    let mean = seeds > 1 ? "means over \(seeds) seeds with their 95 % intervals" : "one seed"
    let rest = all.count - shown.count
    let notes = [
      stopped > 0 ? "Ticks at the bottom are the \(stopped) settings that were stopped early." : "",
      rest > 0 ? "\(rest) more settings have no place here." : "",
    ]
    return [
      Picture(
        name: "search", title: "\(metric.title) against each drawn setting",
        caption: ([
          "Every dot is a setting of the search: its \(metric.title) (\(mean)) against what was "
            + "drawn; the best one has the second colour."
        ] + notes).filter { !$0.isEmpty }.joined(separator: " "),
        figure: charts.count == 1 ? charts[0] : FigurePanels(panels: charts, columns: columns))
    ]
  }

  private static func chart(
    of setting: Drawn, _ metric: Metric, _ study: Study, columns: Int
  ) -> LineChart {
    let width = columns > 1 ? 700 / Double(columns) : 720
    let best = study.ranking.best
    let rows = study.results.rows.indices.filter { setting.values[$0] != nil }
    func series(_ name: String, _ rows: [Int], color: Int) -> Series {
      let found = rows.compactMap { row -> (Double, SampleSummary)? in
        let values = study.results.values(of: metric, in: study.results.rows[row])
        guard let x = setting.values[row], let summary = SampleSummary(values) else { return nil }
        return (x, summary)
      }
      let intervals = found.map { $1.interval(of: metric) }
      let band = Series.Band(
        low: intervals.map { $0?.lowerBound ?? .nan },
        high: intervals.map { $0?.upperBound ?? .nan })
      return Series(
        name: name, x: found.map(\.0), y: found.map(\.1.mean),
        band: intervals.contains { $0 != nil } ? band : nil, color: color, look: .points)
    }
    return LineChart(
      x: Axis(setting.title, scale: setting.isLogarithmic ? .logarithmic : .linear),
      y: Axis(metric.title),
      series: [
        series("settings", rows.filter { $0 != best }, color: 0),
        series("best", rows.filter { $0 == best }, color: 1),
      ].filter { !$0.x.isEmpty },
      rug: rows.filter { study.results.rows[$0].stopped != nil }.compactMap { setting.values[$0] },
      rugTitle: "stopped early", size: Size(width, columns > 1 ? 300 : 400))
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    isSearch(plan.sweep)
      ? BarPictures.obstacle(in: plan)
      : "it takes a sweep whose rows differ in numbers that hardly ever come twice, as \"random\" draws "
        + "them, and six rows or more"
  }
}
