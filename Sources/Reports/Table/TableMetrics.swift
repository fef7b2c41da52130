import Datasets
import Experiments
import NeuralNetworks
import Pipeline
import Specification

/// The metrics that people read first; `table.csv` has all of them.
enum TableMetrics {
  /// The metrics of the printed table, in the order of the results.
  static func chosen(from results: SweepResults, _ sweep: ExpandedSweep) -> [Metric] {
    let isAbsolute = sweep.rows.contains { $0.experiment.training.loss?.kind == "l1" }
    let chosen = results.metrics.filter { metric in
      isPrinted(metric, beside: results.metrics)
        && (isAbsolute || !metric.name.hasPrefix("absoluteError"))
    }
    if !chosen.isEmpty { return chosen }
    let secondary = results.metrics.filter { $0.better != .same }
    return secondary.isEmpty ? results.metrics : secondary
  }

  /// The metrics of pivoted tables: what rows are ranked by, and what else depends on both axes.
  static func chosen(
    for grid: SweepGrid, from results: SweepResults, _ sweep: ExpandedSweep
  ) -> [Metric] {
    let ranked = Ranking(results, baseline: nil).metric
    return chosen(from: results, sweep).filter { metric in
      if metric == ranked { return true }
      let isPart = metric.name.hasPrefix("accuracy.") && ranked == .accuracy
      let varies = grid.slices.contains { slice in
        slice.members.contains { line in
          Set(line.map { results.values(of: metric, in: results.rows[$0]) }).count > 1
        }
      }
      return !isPart && varies
    }
  }

  private static func isPrinted(_ metric: Metric, beside all: [Metric]) -> Bool {
    let words = metric.name.split(separator: ".")
    switch words.first {
    case "accuracy":
      // A classifier's accuracy is its accuracy after the last epoch, which has its own column.
      return words.count > 1 || !all.contains(.accuracy(on: .test, best: false))
    case "reconstruction", "absoluteError":
      return words.last == "train" || !all.contains(Metric("\(words[0]).train"))
    case "share", "silhouette", "daviesBouldin": return !all.contains(.accuracy)
    case "loss": return words.last == "train" && !all.contains { $0.name.hasPrefix("accuracy") }
    default: return false
    }
  }
}
