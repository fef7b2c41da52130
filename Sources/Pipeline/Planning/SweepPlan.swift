import Experiments
import Specification

/// A sweep as stages: what every trial needs, each stage once.
public struct SweepPlan: Sendable {
  /// The rows.
  public let sweep: ExpandedSweep
  /// The stages of all trials.
  public let plan: Plan
  /// The trials: the seeds of the first row, then those of the second.
  public let trials: [TrialPlan]
  /// The parts of the test set, in the order of the first dataset that names them.
  public let partNames: [String]
  /// The datasets, with where their files were found.
  public let catalogue: DatasetCatalogue

  /// Plans a sweep, and checks every trial of it on the way.
  ///
  /// - Throws: `Problems` with everything that is wrong: files, shapes, sizes, of any row.
  public init(_ sweep: ExpandedSweep, catalogue: DatasetCatalogue) throws {
    var catalogue = catalogue
    var problems = Problems()
    var stages: [Stage] = []
    var trials: [TrialPlan] = []
    for row in sweep.rows {
      do {
        let dataset = try catalogue.dataset(of: row)
        for seed in sweep.seeds {
          var planner = try TrialPlanner(row: row, seed: seed, dataset: dataset)
          try planner.plan(report: sweep.report)
          stages += planner.stages
          trials.append(planner.trial)
        }
      } catch let error as Problem {
        problems.add(error)
      } catch let error as Problems {
        for problem in error.list { problems.add(problem) }
      }
    }
    try problems.throwIfAny()
    self.sweep = sweep
    self.trials = trials
    self.catalogue = catalogue
    plan = try Plan(stages)
    partNames = catalogue.partNames
  }
}
