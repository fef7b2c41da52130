import Experiments
import Runner
import Specification

/// A sweep as stages: what every trial needs, each stage once.
public struct SweepPlan: Sendable {
  /// The rows.
  public var sweep: ExpandedSweep
  /// The stages of all trials.
  public let plan: Plan
  /// The trials: the seeds of the first row, then those of the second.
  public let trials: [TrialPlan]
  /// The parts of the test set, in the order of the first dataset that names them.
  public let partNames: [String]
  /// The datasets, with where their files were found.
  public let catalogue: DatasetCatalogue
  /// What is odd about file, data and trials, and stops nothing.
  public var notes: Notes

  /// Plans a sweep, and checks every trial of it on the way.
  ///
  /// - Parameters:
  ///   - sweep: the rows.
  ///   - catalogue: opens the datasets.
  ///   - shownSeeds: the seeds that the pictures of rows are drawn of, where it is not the first.
  ///   - progress: is told how many rows are planned, now and then.
  /// - Throws: `Problems` with everything that is wrong: files, shapes, sizes, of any row.
  public init(
    _ sweep: ExpandedSweep, catalogue: DatasetCatalogue, shownSeeds: [Int: Int] = [:],
    progress: (_ rows: Int) -> Void = { _ in }
  ) throws {
    var catalogue = catalogue
    var problems = Problems()
    var stages = StageList()
    var trials: [TrialPlan] = []
    var notes = sweep.notes
    for row in sweep.rows {
      if row.index % 1000 == 0 { progress(row.index) }
      do {
        let dataset = try catalogue.dataset(of: row)
        notes.add(contentsOf: dataset.notes, row: row.index)
        for seed in sweep.seeds {
          let isShown = seed == shownSeeds[row.index] ?? sweep.seeds.first
          var planner = try TrialPlanner(row: row, seed: seed, dataset: dataset, isShown: isShown)
          planner.given = try catalogue.givenWeights(
            of: row, seed: seed, for: planner.architecture, in: sweep.file)
          do throws(Problem) {
            try planner.plan(report: sweep.report)
          } catch {
            // What was wrong before is told with it.
            planner.problems.add(error)
          }
          notes.add(contentsOf: planner.notes, row: row.index)
          problems.add(contentsOf: planner.problems.list)
          for stage in planner.stages { stages.add(stage) }
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
    self.notes = notes
    plan = try Plan(stages)
    partNames = catalogue.partNames
    for (name, hint) in unreportedTolerances {
      let path = JSONPath([.name("regression"), .name("tolerances"), .name(name)])
      self.notes.add(
        Note(
          "regression.tolerance", "A tolerance is of a metric that no trial reports",
          detail: "\"\(name)\"" + hint,
          cure: "It guards nothing: name another metric, or leave it out", at: path,
          location: sweep.rows.first?.location(of: path)))
    }
    _ = try SuccessiveHalving(self)
  }

  /// The trials of a row, in the order of the seeds.
  public func trials(of row: Int) -> ArraySlice<TrialPlan> {
    let seeds = sweep.seeds.count
    return trials[(row * seeds)..<((row + 1) * seeds)]
  }

  /// The plan in which the pictures of each row are drawn of its first seed that did not fail.
  ///
  /// - Parameter hasFailed: whether a stage has no artefact.
  /// - Returns: the plan, itself when no first seed failed.
  /// - Throws: what planning throws.
  public func showingSuccesses(_ hasFailed: (StageKey) -> Bool) throws -> SweepPlan {
    var shown: [Int: Int] = [:]
    var isShown = Set<Int>()
    for trial in trials where !isShown.contains(trial.row) {
      guard !trial.required.contains(where: hasFailed) else { continue }
      isShown.insert(trial.row)
      if trial.seed != sweep.seeds.first { shown[trial.row] = trial.seed }
    }
    guard !shown.isEmpty else { return self }
    var plan = try SweepPlan(sweep, catalogue: catalogue, shownSeeds: shown)
    plan.notes = notes
    return plan
  }
}
