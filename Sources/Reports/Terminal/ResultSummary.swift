import Numerics
import Pipeline
import Runner
import Specification

/// What a sweep came to, for a terminal: the finding and the table; or the numbers of one row.
public struct ResultSummary {
  private let study: Study

  /// More rows than this are left to the report.
  private static let mostRows = 24

  /// Reads what is compared image by image.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - results: what it came to.
  ///   - artefact: the path of a file that a stage left, verified.
  /// - Throws: `DamagedArtefact` for a damaged file of a stage.
  public init(
    plan: SweepPlan, results: SweepResults,
    artefact: @escaping (StageKey, String) throws -> String
  ) throws {
    var study = Study(plan: plan, results: results, artefacts: Artefacts(path: artefact))
    try study.readPredictions()
    self.study = study
  }

  /// The finding, then the table; of many rows the best.
  public func lines(_ style: TerminalStyle) -> [String] {
    let finding = style.wrapped(Markdown.plain(Findings(study).text))
    var table = TableBuilder(study).table(
      of: TableMetrics.chosen(from: study.results, study.plan.sweep))
    var below: [String] = []
    if table.rows.count > Self.mostRows {
      let ranked = study.ranking.order
      let shown = Array((ranked.isEmpty ? Array(table.rows.indices) : ranked).prefix(Self.mostRows))
      let hidden = table.rows.count - shown.count
      below = [
        "\(hidden) more rows are in the report\(ranked.isEmpty ? "" : "; these are the best, in order")"
      ]
      table.rows = shown.map { table.rows[$0] }
    }
    let hasBest = table.rows.contains { row in
      row.cells.contains { if case .value(_, _, true) = $0 { true } else { false } }
    }
    if hasBest { below.append("* bold in the report, which says how sure that is") }
    return finding + [""] + TerminalTable(table, style).lines + below.flatMap(style.wrapped)
  }

  /// Every number of a row: mean, deviation, and the seeds.
  public func numbers(of row: Int, _ style: TerminalStyle) -> [String] {
    let found = study.results.rows[row]
    let metrics = study.results.metrics.filter {
      !study.results.values(of: $0, in: found).isEmpty
    }
    let names = metrics.map(\.title)
    let width = names.map(TextWidth.columns).max() ?? 0
    let lines = zip(metrics, names).map { metric, name -> String in
      let values = study.results.values(of: metric, in: found)
      let text = { (value: Double) in Decimal.text(value, digits: metric.digits) }
      let summary = SampleSummary(values)
      let mean = summary.map { summary in
        text(summary.mean) + (summary.deviation.map { " ± \(text($0))" } ?? "")
      }
      let seeds = values.count > 1 ? "  (\(values.map(text).joined(separator: ", ")))" : ""
      let space = String(repeating: " ", count: width - TextWidth.columns(name))
      return TextWidth.cut("\(name)\(space)  \(mean ?? "–")\(seeds)", to: style.width)
    }
    let troubles = found.runs.compactMap { run in
      run.failure.map { "seed \(run.seed) failed: \($0.split(separator: "\n").first ?? "")" }
    }
    return lines + ([found.stopped].compactMap { $0 } + troubles).flatMap(style.wrapped)
  }
}
