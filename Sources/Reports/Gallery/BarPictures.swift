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

/// The number that rows are ranked by, of every row: dots with intervals, or bars where the differences
/// show from zero.
enum BarPictures: PictureMaker {
  /// More rows than this are better read in a table.
  private static let mostRows = 40
  /// More bars than this leave no room for their names.
  private static let mostBars = 12
  /// Longer names would be cut below a bar; beside dots they have a line of their own.
  private static let longestName = 24
  /// Bars show differences that are at least this share of the longest.
  private static let visibleShare = 0.35

  static func suits(_ study: Study) -> Bool {
    (2...mostRows).contains(study.rows.count) && study.plan.sweep.seeds.count > 1
      && SweepGrid(study.plan.sweep) == nil && NumericAxis(study.plan.sweep) == nil
      && !SearchPictures.isSearch(study.plan.sweep) && study.ranking.best != nil
  }

  static func pictures(of study: Study) throws -> [Picture] {
    guard let metric = study.ranking.metric else { return [] }
    let results = study.results
    let parts = study.plan.partNames.map(Metric.partAccuracy.of)
      .filter { results.metrics.contains($0) }
    let shown = metric == .accuracy && !parts.isEmpty ? parts : [metric]
    let spreads = shown.map { metric in
      results.rows.map { SampleSummary(results.values(of: metric, in: $0)) }
    }
    let hasBars =
      results.rows.allSatisfy { $0.label.count <= longestName }
      && isTellingFromZero(spreads.joined().compactMap { $0?.mean })
    let figure: any Figure =
      hasBars
      ? bars(of: shown, spreads, metric, results) : dots(of: shown, spreads, metric, results)
    let seeds = study.plan.sweep.seeds.count
    let spread = hasBars ? "error bars are one sample deviation" : "lines are their 95 % intervals"
    let title = metric.title.prefix(1).uppercased() + metric.title.dropFirst()
    return [
      Picture(
        name: "bars", title: "\(title) of every setting",
        caption: "The \(shown.map(\.title).joined(separator: " and the ")) of every setting, "
          + "\(seeds > 1 ? "means over \(seeds) seeds; \(spread)" : "one seed")."
          + (hasBars ? "" : " The axis does not begin at zero."),
        figure: figure)
    ]
  }

  /// Whether bars from zero would show what sets the numbers apart.
  private static func isTellingFromZero(_ means: [Double]) -> Bool {
    guard means.count <= mostBars, let low = means.min(), let high = means.max() else {
      return false
    }
    return low < 0 || high - low >= visibleShare * high
  }

  private static func bars(
    of shown: [Metric], _ spreads: [[SampleSummary?]], _ metric: Metric, _ results: SweepResults
  ) -> BarChart {
    BarChart(
      categories: results.rows.map(\.label), y: Axis(metric.title),
      bars: zip(shown, spreads).map { metric, spreads in
        BarChart.Bars(
          name: metric.title, values: spreads.map { $0?.mean ?? .nan },
          errors: spreads.map { $0?.deviation ?? 0 })
      }, decimals: min(3, metric.digits))
  }

  private static func dots(
    of shown: [Metric], _ spreads: [[SampleSummary?]], _ metric: Metric, _ results: SweepResults
  ) -> DotChart {
    DotChart(
      categories: results.rows.map(\.label), x: Axis(metric.title),
      dots: zip(shown, spreads).map { metric, spreads in
        let intervals = spreads.map { $0?.interval(of: metric) }
        return DotChart.Dots(
          name: metric.title, values: spreads.map { $0?.mean ?? .nan },
          intervals: Series.Band(
            low: intervals.map { $0?.lowerBound ?? .nan },
            high: intervals.map { $0?.upperBound ?? .nan }))
      }, decimals: metric.digits)
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.isRanked ? nil : "nothing is trained, clustered or scored, so no number tells rows apart"
  }
}

/// A swept number, with the rows of the sweep in lines along it: rows that differ in nothing else.
struct NumericAxis {
  /// Rows that differ in the number alone.
  struct Line {
    /// What else sets them apart from other lines; empty for the only one.
    var name: String
    /// The rows with their numbers, ascending.
    var points: [(x: Double, row: Int)]
  }

  /// What it is called.
  let title: String
  /// Its numbers, ascending.
  let values: [Double]
  /// The lines, in the order of the sweep.
  let lines: [Line]

  /// More lines than this cannot be told apart.
  private static let mostLines = 6
  /// Fewer points than this are no line.
  private static let fewestPoints = 3

  /// Finds the number with the most values; nil where a sweep has none that makes a few lines.
  init?(_ sweep: ExpandedSweep) {
    let settings = SettingColumns(sweep)
    let columns = settings.titles.indices.map { column in settings.texts.map { $0[column] } }
    let counts = columns.map { Set($0.compactMap(Double.init)).count }
    guard let most = counts.max(), most >= Self.fewestPoints,
      let axis = counts.firstIndex(of: most)
    else { return nil }
    let others = settings.titles.indices.filter { $0 != axis && Set(columns[$0]).count > 1 }
    var lines: [Line] = []
    for (row, texts) in settings.texts.enumerated() {
      guard let x = Double(texts[axis]), x.isFinite else { continue }
      let parts = others.filter { texts[$0] != SettingColumns.absent }.map { column in
        Double(texts[column]) == nil ? texts[column] : "\(settings.titles[column]) \(texts[column])"
      }
      let name = parts.joined(separator: ", ")
      if let known = lines.firstIndex(where: { $0.name == name }) {
        lines[known].points.append((x, row))
      } else {
        lines.append(Line(name: name, points: [(x, row)]))
      }
    }
    guard lines.count <= Self.mostLines,
      lines.contains(where: { Set($0.points.map(\.x)).count >= Self.fewestPoints })
    else { return nil }
    title = SettingColumns.heading(settings.titles[axis])
    self.lines = lines.map { line in
      Line(name: line.name, points: line.points.sorted { ($0.x, $0.row) < ($1.x, $1.row) })
    }
    values = Set(lines.flatMap { $0.points.map(\.x) }).sorted()
  }

  /// Whether the numbers are spaced by factors: 16, 32, 64, 128.
  var isLogarithmic: Bool {
    guard let first = values.first, let last = values.last, first > 0, last >= 8 * first else {
      return false
    }
    return zip(values, values.dropFirst()).allSatisfy { $1 >= 1.4 * $0 }
  }
}
