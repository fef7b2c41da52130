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

/// What every number of clusters is worth, a line for each row that lets it be chosen, the chosen ones
/// ringed; silhouettes and information criteria apart.
enum ClusterChoicePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { obstacle(in: study.plan) == nil }

  static func pictures(of study: Study) throws -> [Picture] {
    let choosing = study.rows.indices.filter { row in
      study.trial(of: row).flatMap(study.plan.choice) != nil
    }
    let some = study.shownRows(atMost: NetworkCurves.most).filter(choosing.contains)
    let shown =
      choosing.count <= NetworkCurves.most
      ? choosing : some.isEmpty ? Array(choosing.prefix(NetworkCurves.most)) : some
    let note =
      shown.count < choosing.count
      ? " Of \(choosing.count) settings, \(shown.count == 1 ? "one is" : "\(shown.count) are") shown."
      : ""
    return try ClusterChoice.Criterion.allCases.compactMap { criterion in
      let lines = try shown.compactMap { row -> ChoiceLine? in
        let tried = try study.trials(of: row).compactMap { trial in
          try trial.cluster.flatMap { try study.artefacts.read(.cluster, of: $0).choice }
        }.filter { $0.criterion == criterion }
        return ChoiceLine(tried, label: study.label(of: row, among: shown))
      }
      return lines.isEmpty ? nil : picture(of: lines, by: criterion, study, note)
    }
  }

  private static func picture(
    of lines: [ChoiceLine], by criterion: ClusterChoice.Criterion, _ study: Study, _ note: String
  ) -> Picture {
    let metric = criterion.metric
    let counts = Set(lines.flatMap(\.counts)).sorted()
    let seeds = lines.map(\.seeds).max() ?? 1
    let side = metric.better == .lower ? "lowest" : "highest"
    let spread =
      seeds > 1
      ? " Lines are means over \(seeds) seeds, bands reach from the lowest to the highest; a ring "
        + "marks what any seed chose, by its own values." : " A ring marks what was chosen."
    return Picture(
      name: "cluster-choice-\(criterion.rawValue)",
      title: "\(metric.title.capitalizedFirst) against the number of clusters",
      caption: "The \(metric.title) of every number of clusters that was tried, on the vectors "
        + "that are clustered; the \(side) is chosen.\(spread)\(note)",
      figure: LineChart(
        x: Axis("clusters", marks: counts.count <= mostMarks ? counts : []), y: Axis(metric.title),
        series: lines.enumerated().map { color, line in line.series(color: color) }))
  }

  /// More numbers have no room along an axis.
  private static let mostMarks = 24

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.cluster != nil && plan.choice(of: $0) != nil }
      ? nil : "it takes a clustering whose \"clusters\" are chosen"
  }
}

/// What every number of clusters is worth in one row.
private struct ChoiceLine {
  let label: String
  /// The numbers that were tried.
  let counts: [Double]
  private let tried: [ChosenClusters]

  var seeds: Int { tried.count }

  /// Gathers the seeds of a row, which try the same numbers; nil without any.
  init?(_ tried: [ChosenClusters], label: String) {
    guard let first = tried.first else { return nil }
    self.label = label
    self.tried = tried
    counts = first.counts.map(Double.init)
  }

  func series(color: Int) -> Series {
    let values = counts.indices.map { place in
      tried.compactMap { $0.values.indices.contains(place) ? $0.values[place] : nil }
    }
    let band = Series.Band(
      low: values.map { $0.min() ?? .nan }, high: values.map { $0.max() ?? .nan })
    var series = Series(
      name: label, x: counts, y: values.map { SampleSummary($0)?.mean ?? .nan },
      band: tried.count > 1 ? band : nil, color: color)
    series.ringed = tried.map { Double($0.chosen) }
    return series
  }
}

extension SweepPlan {
  /// How a trial chooses its number of clusters; nil where it does not.
  func choice(of trial: TrialPlan) -> ClusterChoice? {
    sweep.rows[trial.row].experiment.clustering?.value.choice
  }
}
