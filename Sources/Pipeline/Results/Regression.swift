import Experiments
import Numerics
import Specification

/// The comparison of a sweep's results with those that were accepted before.
public struct Regression: Sendable {
  /// How one cell of the table changed.
  public enum Verdict: Sendable, Equatable {
    /// Nothing changed.
    case same
    /// It moved within the tolerance.
    case withinTolerance
    /// It moved the good way by more than the tolerance.
    case better
    /// It moved the bad way by more than the tolerance.
    case worse
    /// The baseline has it, the results do not.
    case missing
    /// The results have it, the baseline does not.
    case new
    /// A run of it failed.
    case failed(String)

    /// Whether the comparison can pass with it.
    public var isAcceptable: Bool {
      switch self {
      case .same, .withinTolerance, .better: true
      case .worse, .missing, .new, .failed: false
      }
    }
  }

  /// One cell: a row and a metric, the mean over its seeds.
  public struct Cell: Sendable, Equatable {
    /// The label of the row.
    public var row: String
    /// The metric; nil for a whole row.
    public var metric: Metric?
    /// The accepted value.
    public var old: Double?
    /// The value now.
    public var new: Double?
    /// How far it may move in the bad direction.
    public var tolerance: Double
    /// What became of it.
    public var verdict: Verdict
  }

  /// Every cell of either table, in the order of the results.
  public let cells: [Cell]

  /// Whether nothing got worse, nothing is missing, new or failed.
  public var passes: Bool { cells.allSatisfy(\.verdict.isAcceptable) }

  /// Compares results with a baseline.
  ///
  /// - Parameters:
  ///   - baseline: what was accepted.
  ///   - results: what was obtained now.
  ///   - options: how far metrics may move.
  ///   - isExact: whether every number of every run must be the same to the last bit.
  public init(
    baseline: SweepResults, results: SweepResults, options: RegressionOptions, isExact: Bool = false
  ) {
    var cells: [Cell] = []
    for (position, row) in results.rows.enumerated() {
      guard let old = Self.counterpart(of: position, in: results, among: baseline) else {
        cells.append(
          Cell(row: row.label, metric: nil, old: nil, new: nil, tolerance: 0, verdict: .new))
        continue
      }
      cells += Self.compare(old, row, baseline, results, options, isExact)
    }
    for (position, row) in baseline.rows.enumerated()
    where Self.counterpart(of: position, in: baseline, among: results) == nil {
      cells.append(
        Cell(row: row.label, metric: nil, old: nil, new: nil, tolerance: 0, verdict: .missing))
    }
    self.cells = cells
  }

  /// The row of the same label in the other table; of several, the one that comes as the same in
  /// number.
  private static func counterpart(
    of position: Int, in own: SweepResults, among other: SweepResults
  ) -> SweepResults.Row? {
    let label = own.rows[position].label
    let rank = own.rows[..<position].count { $0.label == label }
    let candidates = other.rows.filter { $0.label == label }
    return rank < candidates.count ? candidates[rank] : nil
  }

  private static func compare(
    _ old: SweepResults.Row, _ new: SweepResults.Row, _ baseline: SweepResults,
    _ results: SweepResults, _ options: RegressionOptions, _ isExact: Bool
  ) -> [Cell] {
    if let reason = new.runs.lazy.compactMap(\.failure).first {
      return [
        Cell(
          row: new.label, metric: nil, old: nil, new: nil, tolerance: 0,
          verdict: .failed(reason))
      ]
    }
    guard old.runs.map(\.seed) == new.runs.map(\.seed) else {
      return [
        Cell(row: new.label, metric: nil, old: nil, new: nil, tolerance: 0, verdict: .missing)
      ]
    }
    let metrics = results.metrics + baseline.metrics.filter { !results.metrics.contains($0) }
    return metrics.compactMap { metric in
      let before = baseline.values(of: metric, in: old)
      let after = results.values(of: metric, in: new)
      guard !before.isEmpty || !after.isEmpty else { return nil }
      let tolerance = options.tolerances[metric.name] ?? options.other
      return cell(new.label, metric, before, after, tolerance, isExact)
    }
  }

  private static func cell(
    _ row: String, _ metric: Metric, _ before: [Double], _ after: [Double],
    _ tolerance: Tolerance, _ isExact: Bool
  ) -> Cell {
    let old = SampleSummary(before)?.mean
    let new = SampleSummary(after)?.mean
    let allowance =
      [
        tolerance.absolute, tolerance.relative * abs(old ?? 0),
        tolerance.deviations * (SampleSummary(before)?.deviation ?? 0),
      ].max() ?? 0
    var cell = Cell(
      row: row, metric: metric, old: old, new: new, tolerance: isExact ? 0 : allowance,
      verdict: .same)
    guard let old, let new, before.count == after.count else {
      cell.verdict = new == nil || before.count > after.count ? .missing : .new
      return cell
    }
    if before == after { return cell }
    if isExact {
      cell.verdict = .worse
      return cell
    }
    let change = new - old
    if !(abs(change) > allowance) {
      cell.verdict = change.isNaN ? .worse : .withinTolerance
      return cell
    }
    switch tolerance.better ?? Tolerance.Direction(metric.better) {
    case .higher: cell.verdict = change > 0 ? .better : .worse
    case .lower: cell.verdict = change < 0 ? .better : .worse
    case .same: cell.verdict = .worse
    }
    return cell
  }
}
