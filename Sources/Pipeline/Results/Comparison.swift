import Experiments
import Numerics
import Specification

/// Two results of a sweep beside each other, cell by cell.
public struct Comparison: Sendable {
  /// How one cell of the table changed.
  public enum Verdict: Sendable, Equatable {
    /// Nothing changed.
    case same
    /// It moved the good way.
    case better
    /// It moved the bad way.
    case worse
    /// It moved, and has no better side, or none here: it measures another space than before.
    case changed
    /// The older results have it, the newer do not.
    case missing
    /// The newer results have it, the older do not.
    case new
    /// A run of it failed.
    case failed
  }

  /// One cell: a row and a metric, over the seeds that both results have.
  public struct Cell: Sendable, Equatable {
    /// The label of the row.
    public var row: String
    /// The metric; nil for a whole row.
    public var metric: Metric?
    /// The older values.
    public var old: SampleSummary?
    /// The newer values.
    public var new: SampleSummary?
    /// How it changed.
    public var verdict: Verdict
    /// What else is to be said: which seeds failed and why.
    public var detail: String?
    /// How far it may move; nil where nothing is guarded.
    public var tolerance: Double?

    /// The newer mean less the older; nil where one is missing.
    public var difference: Double? {
      old.flatMap { old in new.map { $0.mean - old.mean } }
    }

    /// Whether it moved no farther than it may.
    public var isWithinTolerance: Bool {
      guard let tolerance, let difference, let old, let new else { return verdict == .same }
      guard old.count == new.count else { return false }
      return verdict == .same || tolerance > 0 && abs(difference) <= tolerance
    }

    /// Whether a comparison that guards it cannot pass with it.
    public var isFault: Bool {
      guard tolerance != nil, verdict != .same else { return false }
      return !(isWithinTolerance || verdict == .better && !isExact)
    }

    /// Whether any change is a fault.
    var isExact = false
  }

  /// What of the cells is guarded.
  public enum Guard: Sendable {
    /// Nothing: what differs is shown.
    case nothing
    /// Headline metrics and those that have a tolerance may get worse by no more than it.
    case tolerances(RegressionOptions)
    /// Every number of every run must be the same to the last bit.
    case everything
  }

  /// The older results.
  public let old: SweepResults
  /// The newer results.
  public let new: SweepResults
  /// Every cell of either table, in the order of the newer results.
  public let cells: [Cell]

  /// The guarded cells that moved the bad way, changed, are missing, new or failed.
  public var faults: [Cell] { cells.filter(\.isFault) }

  /// Whether there is no fault.
  public var passes: Bool { !cells.contains(where: \.isFault) }

  /// Compares two results.
  ///
  /// - Parameters:
  ///   - old: what there was, or was accepted.
  ///   - new: what there is now.
  ///   - guarded: what may not change, and by how much.
  public init(_ old: SweepResults, _ new: SweepResults, guarding guarded: Guard) {
    self.old = old
    self.new = new
    let metrics = MetricRegistry.ordered(
      Set(new.metrics + old.metrics), qualifiers: new.metrics.compactMap(\.qualifier))
    let judge = Judge(guarded, among: metrics)
    var cells: [Cell] = []
    for (position, row) in new.rows.enumerated() {
      if let before = Self.counterpart(of: position, in: new, among: old) {
        cells += RowComparison(before, row).cells(of: metrics, judge)
      } else {
        cells.append(judge.row(row.label, .new))
      }
    }
    for (position, row) in old.rows.enumerated()
    where Self.counterpart(of: position, in: old, among: new) == nil {
      cells.append(judge.row(row.label, .missing))
    }
    self.cells = cells
  }

  /// The row of the same label in the other table; of several, the one that comes as the same in
  /// order.
  static func counterpart(
    of position: Int, in own: SweepResults, among other: SweepResults
  ) -> SweepResults.Row? {
    let label = own.rows[position].label
    let rank = own.rows[..<position].count { $0.label == label }
    let candidates = other.rows.filter { $0.label == label }
    return rank < candidates.count ? candidates[rank] : nil
  }
}

/// What may change, and by how much.
private struct Judge {
  private let options: RegressionOptions
  private let isExact: Bool
  private let guardsAll: Bool
  private let guarded: Set<Metric>
  private let guardsNothing: Bool

  init(_ what: Comparison.Guard, among metrics: [Metric]) {
    switch what {
    case .nothing: (options, isExact, guardsNothing) = (RegressionOptions(), false, true)
    case .tolerances(let given): (options, isExact, guardsNothing) = (given, false, false)
    case .everything: (options, isExact, guardsNothing) = (RegressionOptions(), true, false)
    }
    guardsAll = isExact
    let headlines = metrics.filter { $0.role == .headline }
    // Without a headline, what has a better side stands for it.
    let usual = headlines.isEmpty ? metrics.filter { $0.better != .neither } : headlines
    let tolerances = options.tolerances
    guarded = Set(usual + metrics.filter { tolerances[$0.name] != nil })
  }

  func row(_ label: String, _ verdict: Comparison.Verdict, _ detail: String? = nil)
    -> Comparison.Cell
  {
    Comparison.Cell(
      row: label, verdict: verdict, detail: detail, tolerance: guardsNothing ? nil : 0,
      isExact: isExact)
  }

  /// The cell of a metric with these values, seed by seed; one that `isElsewhere` measures something
  /// else than before, so that neither side is better unless the file names one.
  func cell(
    _ row: String, _ metric: Metric, _ before: [Double], _ after: [Double], isElsewhere: Bool
  ) -> Comparison.Cell {
    let allowed = options.tolerances[metric.name] ?? options.other
    let (old, new) = (SampleSummary(before), SampleSummary(after))
    let tolerance = [
      allowed.absolute, allowed.relative * abs(old?.mean ?? 0),
      allowed.deviations * (old?.deviation ?? 0),
    ].max()
    let isGuarded = !guardsNothing && (guardsAll || guarded.contains(metric))
    return Comparison.Cell(
      row: row, metric: metric, old: old, new: new,
      verdict: verdict(
        before, after,
        allowed.better ?? Tolerance.Direction(isElsewhere ? .neither : metric.better)),
      tolerance: isGuarded ? (isExact ? 0 : tolerance) : nil, isExact: isExact)
  }

  private func verdict(
    _ before: [Double], _ after: [Double], _ better: Tolerance.Direction
  ) -> Comparison.Verdict {
    if before == after { return .same }
    guard before.count == after.count else {
      return before.count > after.count ? .missing : .new
    }
    let change =
      (SampleSummary(after)?.mean ?? .nan) - (SampleSummary(before)?.mean ?? .nan)
    switch better {
    case .higher where change > 0, .lower where change < 0: return .better
    case .higher where change < 0, .lower where change > 0: return .worse
    default: return .changed
    }
  }
}

/// One row in both results.
private struct RowComparison {
  private let old: SweepResults.Row
  private let new: SweepResults.Row

  init(_ old: SweepResults.Row, _ new: SweepResults.Row) {
    self.old = old
    self.new = new
  }

  /// What is to be said of the row as a whole, then every metric over the seeds that both have.
  func cells(of metrics: [Metric], _ judge: Judge) -> [Comparison.Cell] {
    let failed = new.runs.filter { $0.failure != nil }
    var cells: [Comparison.Cell] = []
    if let first = failed.first {
      let which =
        failed.count == new.runs.count && failed.count > 1
        ? "all \(failed.count) seeds failed"
        : "\(failed.count) of \(new.runs.count) seeds failed (\(list(failed.map(\.seed))))"
      let reason = first.failure?.split(separator: "\n").first.map(String.init) ?? ""
      cells.append(judge.row(new.label, .failed, "\(which): \(reason)"))
    } else if let stopped = new.stopped, old.stopped == nil {
      cells.append(judge.row(new.label, .missing, stopped))
    }
    let (before, after) = (old.runs.map(\.seed), new.runs.map(\.seed))
    let common = before.filter(after.contains)
    let lost = before.filter { !after.contains($0) }
    let added = after.filter { !before.contains($0) }
    if common.isEmpty, !before.isEmpty, !after.isEmpty {
      let detail = "other seeds: \(list(before)) before, \(list(after)) now"
      return cells + [judge.row(new.label, .changed, detail)]
    }
    if !lost.isEmpty {
      cells.append(judge.row(new.label, .missing, "seeds \(list(lost)) are not there any more"))
    }
    if !added.isEmpty {
      cells.append(judge.row(new.label, .new, "seeds \(list(added)) were not there before"))
    }
    // A failed seed is told of the row; its numbers are missing nowhere else.
    let good = common.filter { seed in !failed.contains { $0.seed == seed } }
    let isElsewhere = good.contains { space(old, $0) != space(new, $0) }
    return cells
      + metrics.compactMap { metric in
        let (before, after) = (values(of: metric, old, good), values(of: metric, new, good))
        guard !before.isEmpty || !after.isEmpty else { return nil }
        return judge.cell(
          new.label, metric, before, after,
          isElsewhere: isElsewhere && metric.basis.contains(.space))
      }
  }

  /// The stages that made the space in which the clusters of a run lie.
  private func space(_ row: SweepResults.Row, _ seed: Int) -> [String: String] {
    let stages = row.runs.first { $0.seed == seed }?.stages ?? [:]
    return stages.filter { $0.key.hasPrefix("embed.") || $0.key.hasPrefix("reduce.") }
  }

  private func values(of metric: Metric, _ row: SweepResults.Row, _ seeds: [Int]) -> [Double] {
    row.runs.filter { seeds.contains($0.seed) && $0.failure == nil }
      .compactMap { $0.metrics[metric] }
  }

  private func list(_ seeds: [Int]) -> String {
    seeds.map(String.init).joined(separator: ", ")
  }
}
