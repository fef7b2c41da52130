import Datasets
import Experiments
import Pipeline

/// The metrics that people read first; `table.csv` has all of them.
enum TableMetrics {
  /// The metrics of the printed table, in the order of the results.
  static func chosen(from results: SweepResults) -> [Metric] {
    let chosen = results.metrics.filter { isPrinted($0, beside: results.metrics) }
    if !chosen.isEmpty { return chosen }
    let secondary = results.metrics.filter { $0.better != .same }
    return secondary.isEmpty ? results.metrics : secondary
  }

  private static func isPrinted(_ metric: Metric, beside all: [Metric]) -> Bool {
    let words = metric.name.split(separator: ".")
    switch words.first {
    case "accuracy":
      // A classifier's accuracy is its accuracy after the last epoch, which has its own column.
      return words.count > 1 || !all.contains(.accuracy(on: .test, best: false))
    case "reconstruction", "absoluteError":
      return words.last == "train" || !all.contains(Metric("\(words[0]).train"))
    case "share": return true
    case "silhouette": return !all.contains(.accuracy)
    default: return false
    }
  }
}
