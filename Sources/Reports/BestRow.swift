import Experiments
import Numerics
import Pipeline
import Runner
import Specification

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
