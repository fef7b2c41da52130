import Experiments
import Pipeline
import Runner
import Slurm
import Specification
import Testing

/// How stages are laid out as tasks of job arrays.
@Suite struct SlurmPackingTests {
  private func stage(_ name: String, _ seconds: Double, _ inputs: [Stage] = []) -> Stage {
    Stage(
      kind: "mix", version: 1, title: name, specification: .string(name), inputs: inputs.map(\.key),
      cost: Cost(seconds: seconds, memory: name.hasPrefix("large") ? 8 << 30 : 1 << 20))
  }

  /// Trainings of so many seconds, each with reductions of so many seconds below it.
  private func sweep(_ trainings: Int, _ long: Double, _ reductions: Int, _ short: Double)
    -> [Stage]
  {
    (0..<trainings).flatMap { index in
      let train = stage("train \(index)", long)
      return [train]
        + (0..<reductions).flatMap { number in
          let reduce = stage("reduce \(index) \(number)", short, [train])
          return [reduce, stage("score \(index) \(number)", 0.01, [reduce, train])]
        }
    }
  }

  /// Packs stages, and checks what holds for every packing: each stage is in one task, and what it
  /// reads is computed by an earlier wave, or before it in the same task.
  private func packed(_ stages: [Stage], _ site: SlurmSite) throws -> [SlurmPacking.Group] {
    let plan = try Plan(stages)
    let groups = SlurmPacking(plan.stages, site: site) { $0.cost.seconds }.groups
    var done: Set<StageKey> = []
    for (_, wave) in Dictionary(grouping: groups, by: \.wave).sorted(by: { $0.key < $1.key }) {
      let before = done
      for task in wave.flatMap(\.tasks) {
        var here = before
        for key in task.stages {
          let inputs = try #require(plan[key]).inputs
          #expect(inputs.allSatisfy { here.contains($0) })
          #expect(here.insert(key).inserted && done.insert(key).inserted)
        }
      }
    }
    #expect(done.count == plan.stages.count)
    #expect(groups.map(\.wave) == groups.map(\.wave).sorted())
    return groups
  }

  @Test func aTrainingAndItsShortStagesAreOneTask() throws {
    let groups = try packed(sweep(6, 600, 4, 2), SlurmSite())
    #expect(groups.count == 1)
    #expect(groups[0].tasks.map(\.stages.count) == Array(repeating: 9, count: 6))
  }

  @Test func shortStagesShareTasks() throws {
    let groups = try packed(sweep(100, 1, 2, 0.5), SlurmSite())
    #expect(groups.count == 1)
    #expect(groups[0].tasks.count == 2)
    #expect(groups[0].tasks.allSatisfy { $0.seconds <= 121 })
  }

  @Test func longStagesBelowATrainingSpreadInALaterWave() throws {
    let groups = try packed(sweep(2, 600, 6, 900), SlurmSite())
    #expect(groups.map(\.wave) == [0, 1])
    #expect(groups.map(\.tasks.count) == [2, 12])
  }

  @Test func thereAreNoMoreTasksThanTheSiteAllows() throws {
    var site = SlurmSite()
    site.tasks = 10
    let groups = try packed(sweep(200, 300, 2, 1), site)
    #expect(groups.flatMap(\.tasks).count <= 10)
  }

  @Test func largeStagesAskForMoreMemoryAndTime() throws {
    var site = SlurmSite()
    site.minutes = 60
    let groups = try packed([stage("small", 10), stage("large", 1e6)], site)
    #expect(groups.map(\.megabytes) == [1024, 16384])
    #expect(groups.map(\.minutes) == [15, 60])
  }

  @Test func tasksInTheQueueAreCounted() {
    #expect(SlurmController.count("7") == 1)
    #expect(SlurmController.count("[0-9%2]") == 10)
    #expect(SlurmController.count("0-4,8,10-11") == 8)
    #expect(SlurmController.count("N/A") == 1)
  }

  @Test func aControllerThatIsAwayIsToldFromOneThatRefuses() {
    #expect(
      SlurmController.isPassing(
        "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"))
    #expect(SlurmController.isPassing("sbatch: error: Socket timed out on send/recv operation"))
    #expect(!SlurmController.isPassing("sbatch: error: invalid partition specified: nowhere"))
  }
}
