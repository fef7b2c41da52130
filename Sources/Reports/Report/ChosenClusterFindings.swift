import Clustering
import Experiments
import Numerics
import Pipeline
import Specification

/// Which numbers of clusters were chosen, and by what.
struct ChosenClusterFindings {
  private let study: Study

  /// More settings than this are left to the table, where they do not agree.
  private static let mostRows = 4

  /// Reads results.
  init(_ study: Study) { self.study = study }

  /// A sentence for each criterion and range, in the order of the rows.
  var sentences: [String] {
    var groups: [(choice: ClusterChoice, rows: [Int])] = []
    for row in study.rows.indices {
      guard let choice = study.rows[row].experiment.clustering?.value.choice,
        !numbers(in: row).isEmpty
      else { continue }
      if let place = groups.firstIndex(where: { $0.choice == choice }) {
        groups[place].rows.append(row)
      } else {
        groups.append((choice, [row]))
      }
    }
    return groups.map(sentence)
  }

  private func sentence(_ choice: ClusterChoice, _ rows: [Int]) -> String {
    let beginning =
      "Of \(choice.from) to \(choice.to) clusters, the \(choice.criterion.metric.title) chose"
    let texts = rows.map { text(of: numbers(in: $0)) }
    if Set(texts).count == 1 {
      return "\(beginning) \(texts[0])\(place(of: rows))."
    }
    guard rows.count <= Self.mostRows else {
      let range = text(of: rows.flatMap(numbers), apart: "")
      return "\(beginning) \(range); the table says where."
    }
    let parts = zip(rows, texts).map { "\($1) for \(study.named($0))" }
    return "\(beginning) \(Findings.list(parts))."
  }

  /// Which settings agree; empty where there is one only.
  private func place(of rows: [Int]) -> String {
    if study.rows.count == 1 { return "" }
    if rows.count == study.rows.count { return " in every setting" }
    return rows.count > Self.mostRows
      ? " in \(rows.count) settings" : " for \(Findings.list(rows.map(study.named)))"
  }

  private func numbers(in row: Int) -> [Double] {
    study.results.values(of: .chosenClusters, in: study.results.rows[row])
  }

  /// One number, or between which they lie.
  private func text(of numbers: [Double], apart: String = " (by seed)") -> String {
    let ends = [numbers.min() ?? 0, numbers.max() ?? 0].map { Decimal.text($0, digits: 0) }
    return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])\(apart)"
  }
}
