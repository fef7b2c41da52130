import Experiments
import Foundation
import Numerics
import Pipeline
import Runner
import Specification

/// What a folder of results holds, in a line: when they were made, the best row, and whether the
/// experiment would give the same again.
public struct ResultsListing {
  /// Whether results are those of the experiment as it is now.
  public enum State: Equatable {
    /// Every trial comes from the stages that the experiment plans now.
    case current
    /// Some trial comes from other stages: the file, the data or the program changed.
    case outdated
    /// Nobody knows: the experiment cannot be planned here.
    case unknown
    /// There are no results.
    case missing
  }

  /// The day they were made, `2026-11-27`; nil where no file says.
  public let date: String?
  /// The best row with its number; nil where rows have no common measure.
  public let best: String?
  /// Whether they are current.
  public let state: State
  /// How many trials failed.
  public let failures: Int
  /// The name of the experiment, as the results have it.
  public let name: String?

  /// Reads a folder of results, which need not be there.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - plan: what the experiment plans now; nil where that is not known.
  public init(_ folder: String, plan: SweepPlan?) {
    let json = try? StoredFile.json(at: folder + "/results.json")
    guard let results = json.flatMap({ try? SweepResults($0) }) else {
      (date, best, state, failures, name) = (nil, nil, .missing, 0, nil)
      return
    }
    name = results.name
    failures = results.rows.flatMap(\.runs).count { $0.failure != nil }
    let provenance = try? StoredFile.json(at: "\(folder)/\(ReportFolder.provenance)")
    date = provenance?["date"]?.string.map { String($0.prefix(10)) }
    best = Self.best(of: results, plan)
    state = plan.map { Self.isCurrent(results, $0) ? .current : .outdated } ?? .unknown
  }

  private static func isCurrent(_ results: SweepResults, _ plan: SweepPlan) -> Bool {
    guard results.rows.map(\.label) == plan.sweep.rows.map(\.label) else { return false }
    let planned = Dictionary(grouping: plan.trials, by: \.row)
    return results.rows.enumerated().allSatisfy { index, row in
      let trials = planned[index] ?? []
      let known = Dictionary(
        row.runs.map { ($0.seed, $0.stages) }, uniquingKeysWith: { first, _ in first })
      return row.stopped != nil
        || known.count == trials.count && trials.allSatisfy { known[$0.seed] == $0.stageNames }
    }
  }

  private static func best(of results: SweepResults, _ plan: SweepPlan?) -> String? {
    let isSame = plan.map { $0.sweep.rows.count == results.rows.count } ?? false
    let study = plan.flatMap { plan in
      isSame
        ? Study(
          plan: plan, results: results,
          artefacts: Artefacts { _, file in throw StageFailure("\(file) is not read") }) : nil
    }
    let metric = study.map(\.headline) ?? Ranking.metric(of: results)
    guard let metric, metric.better != .neither else { return nil }
    if let study, study.rankings(of: metric).count > 1 { return nil }
    let ranking = study?.ranking ?? Ranking(results, by: metric)
    guard let row = ranking.best, let mean = ranking.summary(of: row)?.mean else { return nil }
    let number = "\(metric.title) \(Decimal.text(mean, digits: metric.digits))"
    return results.rows.count > 1 ? "\(results.rows[row].label): \(number)" : number
  }
}

/// The row that a report calls the best, and by what.
public struct BestRow: Sendable {
  /// Its place in the sweep, from 0.
  public let row: Int
  /// By which metric it leads how many others, and its mean.
  public let reason: String

  /// Compares the rows of a sweep as its report does; nil when no trial gave a result.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - results: what it came to.
  ///   - artefact: the path of a file that a stage left, verified.
  public init?(
    plan: SweepPlan, results: SweepResults,
    artefact: @escaping (StageKey, String) throws -> String
  ) {
    let study = Study(plan: plan, results: results, artefacts: Artefacts(path: artefact))
    let ranking = study.ranking
    guard let best = ranking.best, let metric = ranking.metric,
      let mean = ranking.summary(of: best)?.mean
    else { return nil }
    row = best
    let ties = ranking.winners.count + ranking.ties(with: best).count - 1
    let shared = ties > 0 ? "; \(ties) more came to the same, and the first is taken" : ""
    let rest = results.rows.count - ranking.order.count
    let others = rest > 0 ? " (\(rest) more cannot be compared by it or have no result)" : ""
    reason =
      "\(metric.title) \(Decimal.text(mean, digits: metric.digits)), the "
      + "\(metric.better == .lower ? "lowest" : "highest") of \(ranking.order.count) "
      + "\(ranking.order.count == 1 ? "row" : "rows")\(others)\(shared)"
  }
}
