import Numerics
import Pipeline
import Specification

/// A comparison of two results as Markdown for people: what came of it in a sentence, what changed in
/// the experiment, the cells that matter, and the rest folded away.
public struct ComparisonMarkdown {
  private let comparison: Comparison
  private let changes: SettingChanges
  private let isGuarding: Bool
  private let accept: String?

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - comparison: what is told.
  ///   - accept: the command that accepts the newer results; nil where nothing is guarded.
  public init(_ comparison: Comparison, accept: String? = nil) {
    self.comparison = comparison
    self.accept = accept
    isGuarding = accept != nil
    changes = SettingChanges(comparison.old, comparison.new)
  }

  /// The text.
  public var text: String {
    let sections = [verdict, experiment, leading, improvements, rest]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var cells: [Comparison.Cell] { comparison.cells }
  private var changed: [Comparison.Cell] { cells.filter { $0.verdict != .same } }
  /// What is better by more than it may be worse.
  private var better: [Comparison.Cell] {
    cells.filter {
      $0.verdict == .better && $0.tolerance != nil && !$0.isWithinTolerance && !$0.isFault
    }
  }

  private var verdict: String {
    guard !changed.isEmpty else { return "✅ All \(cells.count) cells are as they were." }
    let faults = comparison.faults
    guard isGuarding else {
      return "\(changed.count) of \(cells.count) cells differ: \(counts(changed))."
    }
    if faults.isEmpty {
      let guarded = cells.count { $0.tolerance != nil }
      return better.isEmpty
        ? "✅ None of the \(guarded) guarded cells changed by more than it may."
        : "✅ Nothing got worse, and \(better.count) of \(guarded) guarded cells are **better**."
    }
    return "❌ **\(faults.count) of \(cells.count { $0.tolerance != nil }) guarded cells failed the "
      + "comparison**: \(counts(faults))."
  }

  /// "2 worse, 1 failed".
  private func counts(_ cells: [Comparison.Cell]) -> String {
    Comparison.Verdict.order.compactMap { verdict in
      let count = cells.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.words)"
    }.joined(separator: ", ")
  }

  private var experiment: String {
    let lines = changes.list.map { change in
      let values = "\(value(change.old)) → \(value(change.new))"
      let rows =
        change.rows.isEmpty ? "" : " (\(change.rows.map(Markdown.escaped).joined(separator: "; ")))"
      return "- \(Markdown.code(change.path)): \(values)\(rows)"
    }
    let remarks = changes.remarks.map { "- \($0)" }
    let all = lines + remarks
    guard !all.isEmpty else {
      return changed.isEmpty ? "" : "No setting, image or stage of the experiment differs."
    }
    return (["Changed in the experiment:", ""] + all).joined(separator: "\n")
  }

  private func value(_ text: String?) -> String { text.map { Markdown.code($0) } ?? "–" }

  /// Faults, the worst kind first; where nothing is guarded, everything that differs in a headline.
  private var leading: String {
    let shown = isGuarding ? comparison.faults : changed.filter { $0.metric?.role != .diagnostic }
    return table(ordered(shown))
  }

  private var improvements: String {
    guard let accept, !better.isEmpty else { return "" }
    let advice =
      comparison.passes
      ? "Better than accepted; \(Markdown.code(accept)) makes it the new baseline:"
      : "Better than accepted:"
    return advice + "\n\n" + table(better)
  }

  private var rest: String {
    let told =
      (isGuarding ? comparison.faults + better : changed.filter { $0.metric?.role != .diagnostic })
    let others = changed.filter { !told.contains($0) }
    let same = cells.count - changed.count
    let still = "\(same) of \(cells.count) cells are as they were."
    guard !others.isEmpty else { return changed.isEmpty ? "" : still }
    let what = isGuarding ? "within their tolerance, or not guarded" : "diagnostics"
    return """
      <details>
      <summary>\(others.count) further cells changed (\(what)); \(same) are as they were</summary>

      \(table(ordered(others)))

      </details>
      """
  }

  private func ordered(_ cells: [Comparison.Cell]) -> [Comparison.Cell] {
    Comparison.Verdict.order.flatMap { verdict in cells.filter { $0.verdict == verdict } }
  }

  private func table(_ cells: [Comparison.Cell]) -> String {
    guard !cells.isEmpty else { return "" }
    let heading = ["", "setting", "metric", "before", "now", "difference", "%"]
    let head = "| " + (heading + (isGuarding ? ["tolerance"] : [])).joined(separator: " | ") + " |"
    let rule = "| :- | :- | :- | -: | -: | -: | -: |" + (isGuarding ? " -: |" : "")
    return ([head, rule] + cells.map(line)).joined(separator: "\n")
  }

  /// What stands before the verdict on a guarded cell.
  private func mark(_ cell: Comparison.Cell) -> String {
    cell.isFault ? "❌ " : cell.verdict == .better && cell.tolerance != nil ? "✅ " : ""
  }

  private func line(_ cell: Comparison.Cell) -> String {
    let numbers = CellText(cell)
    let metric = cell.metric.map { Markdown.escaped($0.title) } ?? "whole row"
    let detail = cell.detail.map { ": \(Markdown.escaped($0))" } ?? ""
    let columns =
      [
        "\(mark(cell))**\(cell.verdict.words)**",
        Markdown.escaped(cell.row), metric + detail, numbers.old, numbers.new,
        numbers.difference, numbers.percent,
      ] + (isGuarding ? [numbers.tolerance] : [])
    return "| " + columns.joined(separator: " | ") + " |"
  }
}

/// The numbers of a cell as people read them.
struct CellText {
  let old: String
  let new: String
  let difference: String
  let percent: String
  let tolerance: String

  /// What stands where there is no number.
  private static let none = "–"

  init(_ cell: Comparison.Cell) {
    let digits = cell.metric?.digits ?? 0
    let hidden =
      cell.verdict != .same && cell.metric != nil
      && cell.old.map { Decimal.text($0.mean, digits: digits) }
        == cell.new.map { Decimal.text($0.mean, digits: digits) }
    func text(_ summary: SampleSummary?) -> String {
      guard let summary else { return Self.none }
      // Where rounding hides what differs, all digits are shown.
      let mean =
        hidden ? JSON.number(summary.mean).canonical : Decimal.text(summary.mean, digits: digits)
      return mean + (summary.deviation.map { " ± " + Decimal.text($0, digits: digits) } ?? "")
    }
    old = text(cell.old)
    new = text(cell.new)
    guard let change = cell.difference, let before = cell.old?.mean else {
      (difference, percent) = (Self.none, Self.none)
      tolerance = Self.none
      return
    }
    let sign = change > 0 ? "+" : ""
    difference =
      sign + (hidden ? JSON.number(change).canonical : Decimal.text(change, digits: digits))
    let share = 100 * change / abs(before)
    percent =
      share.isFinite && (change == 0 || abs(share) >= 0.05)
      ? sign + Decimal.text(share, digits: 1) + " %" : change == 0 ? "0 %" : "< 0.1 %"
    tolerance = cell.tolerance.map { Self.plain($0, digits: digits) } ?? "not guarded"
  }

  private static func plain(_ value: Double, digits: Int) -> String {
    value == 0 ? "0" : Decimal.text(value, digits: digits)
  }
}

extension Comparison.Verdict {
  /// The order in which cells are told.
  static let order: [Self] = [.failed, .worse, .missing, .changed, .new, .better, .same]

  /// In a word.
  var words: String { "\(self)" }
}
