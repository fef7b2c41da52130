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

/// The number that rows are ranked by against a swept number, with intervals; where that is the number
/// of clusters, what helps to choose it beside it.
enum LinePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    NumericAxis(study.plan.sweep) != nil && study.ranking.best != nil
  }

  static func pictures(of study: Study) throws -> [Picture] {
    guard let axis = NumericAxis(study.plan.sweep), let metric = study.ranking.metric else {
      return []
    }
    let isClusterCount = countsClusters(axis, study)
    let measured = study.results.metrics
    let helpers = isClusterCount ? choosing.filter { measured.contains($0) && $0 != metric } : []
    let metrics = [metric] + helpers
    let size = metrics.count > 1 ? Size(350, 300) : Size(720, 400)
    let charts = metrics.map { chart(of: $0, axis, study, size) }
    let seeds = study.plan.sweep.seeds.count
    let mean = seeds > 1 ? "means over \(seeds) seeds" : "one seed"
    let hasIntervals = charts.contains { $0.series.contains { $0.band != nil } }
    let intervals =
      hasIntervals ? "; bars are the 95 % intervals of the means, by Student's distribution" : ""
    let spacing = axis.isLogarithmic ? " The axis along the bottom is logarithmic." : ""
    let choices = helpers.compactMap { choice(by: $0, axis, study) }.joined(separator: " ")
    let titles = metrics.map(\.title)
    return [
      Picture(
        name: "lines", title: "\(capitalized(metric.title)) against \(axis.title)",
        caption: "The \(titles.joined(separator: ", the ")) against \(axis.title): \(mean)"
          + "\(intervals).\(spacing)\(choices.isEmpty ? "" : " " + choices)",
        figure: charts.count == 1 ? charts[0] : FigurePanels(panels: charts))
    ]
  }

  /// What a number of clusters is chosen by.
  private static let choosing: [Metric] = [
    .inertia, .spectralInertia, .silhouette, .daviesBouldin, .bayesianInformation,
  ]

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private static func chart(
    of metric: Metric, _ axis: NumericAxis, _ study: Study, _ size: Size
  ) -> LineChart {
    let series = axis.lines.enumerated().map { color, line -> Series in
      let found = line.points.compactMap { point in
        summary(of: metric, point.row, study).map { (point.x, $0) }
      }
      let intervals = found.map { $1.interval(of: metric) }
      let band = Series.Band(
        low: intervals.map { $0?.lowerBound ?? .nan },
        high: intervals.map { $0?.upperBound ?? .nan })
      return Series(
        name: line.name, x: found.map(\.0), y: found.map(\.1.mean),
        band: intervals.contains { $0 != nil } ? band : nil, color: color, look: .intervals)
    }
    let scale: Axis.Scale = axis.isLogarithmic ? .logarithmic : .linear
    return LineChart(
      x: Axis(axis.title, scale: scale, marks: axis.values), y: Axis(metric.title),
      series: series.filter { !$0.x.isEmpty }, size: size)
  }

  private static func summary(of metric: Metric, _ row: Int, _ study: Study) -> SampleSummary? {
    SampleSummary(study.results.values(of: metric, in: study.results.rows[row]))
  }

  /// Whether the number is that of clusters in every row.
  private static func countsClusters(_ axis: NumericAxis, _ study: Study) -> Bool {
    axis.lines.flatMap(\.points).allSatisfy { x, row in
      let options = study.rows[row].experiment.clustering?.value.json.members ?? []
      return options.contains {
        $0.name == "clusters" && $0.value.number == x
      }
    }
  }

  /// Which number of clusters a metric prefers; of one that falls with every cluster, how to read it.
  private static func choice(by metric: Metric, _ axis: NumericAxis, _ study: Study) -> String? {
    guard axis.lines.count == 1 else { return nil }
    if [Metric.inertia, .spectralInertia].contains(metric) {
      return "The \(metric.title) falls with every cluster: where it stops falling fast, more "
        + "clusters explain little more."
    }
    let means = axis.lines[0].points.compactMap { point in
      summary(of: metric, point.row, study).map { (x: point.x, mean: $0.mean) }
    }
    let isLower = metric.better == .lower
    let best = isLower ? means.min { $0.mean < $1.mean } : means.max { $0.mean < $1.mean }
    return best.map {
      "The \(metric.title) is \(isLower ? "lowest" : "highest") at \(NumberText.compact($0.x)) "
        + "clusters."
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    NumericAxis(plan.sweep) == nil
      ? "it takes a swept number with three values or more, and no more than six settings of "
        + "everything else" : BarPictures.obstacle(in: plan)
  }
}

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

  static func obstacle(in plan: SweepPlan) -> String? {
    guard SweepGrid(plan.sweep) == nil else { return BarPictures.obstacle(in: plan) }
    let count = plan.sweep.axes.count
    let axes = count == 0 ? "none" : count == 1 ? "one" : "\(count) that are no full grid"
    return "it shows a full grid over two axes, or three, without named rows; the sweep has \(axes)"
  }
}
