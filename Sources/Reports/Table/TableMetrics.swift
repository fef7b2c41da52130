import Clustering
import Experiments
import NeuralNetworks
import Pipeline
import Reduction
import Specification

/// The metrics that people read first; `table.csv` has all of them.
enum TableMetrics {
  /// The metrics of the printed table, in the order of the results.
  static func chosen(from results: SweepResults, _ sweep: ExpandedSweep) -> [Metric] {
    let isAbsolute = sweep.rows.contains { $0.experiment.training.loss?.kind == "l1" }
    let chosen = results.metrics.filter { metric in
      isPrinted(metric, beside: results.metrics)
        && (isAbsolute || metric.declaration != Metric.absoluteError.name)
    }
    if !chosen.isEmpty { return chosen }
    let secondary = results.metrics.filter { $0.better != .neither }
    return secondary.isEmpty ? results.metrics : secondary
  }

  /// The metrics of pivoted tables: what rows are ranked by, and what else depends on both axes.
  static func chosen(
    for grid: SweepGrid, from results: SweepResults, _ sweep: ExpandedSweep
  ) -> [Metric] {
    let ranked = Ranking.metric(of: results)
    return chosen(from: results, sweep).filter { metric in
      if metric == ranked { return true }
      let isPart = metric.images == .part && ranked?.images == .scored
      let varies = grid.slices.contains { slice in
        slice.members.contains { line in
          Set(line.map { results.values(of: metric, in: results.rows[$0]) }).count > 1
        }
      }
      return !isPart && varies
    }
  }

  private static func isPrinted(_ metric: Metric, beside all: [Metric]) -> Bool {
    let declarations = Set(all.map(\.declaration))
    switch metric.declaration {
    case Metric.classifierAccuracy.name:
      // It is that of the last epoch, which has its own column, unless an earlier one was kept.
      return !all.contains(.finalAccuracy.of("test"))
    case Metric.bestAccuracy.name: return true
    case Metric.reconstruction.name, Metric.absoluteError.name:
      let training = metric.declaration.replacing("SPLIT", with: "train")
      return metric.qualifier == "train" || !all.contains { $0.name == training }
    case Metric.share.name, Metric.silhouette.name, Metric.daviesBouldin.name:
      return !declarations.contains(Metric.accuracy.name)
    case Metric.chosenClusters.name: return true
    // Where density says how many clusters there are, that is a result.
    case Metric.clusters.name: return declarations.contains(Metric.noise.name)
    case Metric.loss.name:
      let isClassified =
        declarations.contains(Metric.finalAccuracy.name)
        || declarations.contains(Metric.accuracy.name)
      return metric.qualifier == "train" && !isClassified
    default: return metric.role == .headline
    }
  }
}
