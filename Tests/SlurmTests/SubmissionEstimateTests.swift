import Experiments
import Pipeline
import Runner
import Slurm
import Specification
import Testing

/// How long a submission takes still, as its tasks tell.
@Suite struct SubmissionEstimateTests {
  private let train = Self.stage("train")
  private let reduce = Self.stage("reduce")
  private let cluster = Self.stage("cluster")

  private static func stage(_ title: String) -> Stage {
    Stage(kind: "mix", version: 1, title: title, specification: .string(title))
  }

  /// Two tasks of a wave, of 100 and 20 s, and one of 30 s that waits for them.
  private func estimate() -> SubmissionEstimate {
    var estimate = SubmissionEstimate(SlurmSite())
    estimate.begin(
      [(0, [train.key]), (0, [reduce.key]), (1, [cluster.key])],
      seconds: [train.key: 100, reduce.key: 20, cluster.key: 30])
    return estimate
  }

  private func tell(
    _ estimate: inout SubmissionEstimate, _ time: Double, _ kind: RunEvent.Kind, now: Double? = nil
  ) {
    estimate.receive(RunEvent(time: time, kind), now: now ?? time)
  }

  @Test func nobodyKnowsHowLongTasksWillWait() {
    #expect(estimate().secondsLeft(now: 0) == nil)
  }

  @Test func tasksOfAWaveRunSideBySide() {
    var estimate = estimate()
    estimate.see(runningTasks: 1)
    #expect(estimate.secondsLeft(now: 0) == 150)
    estimate.see(runningTasks: 2)
    #expect(estimate.secondsLeft(now: 0) == 130)
    // Between two waves nothing runs for a moment.
    estimate.see(runningTasks: 0)
    #expect(estimate.secondsLeft(now: 0) == 130)
  }

  @Test func whatIsToldCountsMoreThanWhatWasExpected() {
    var estimate = estimate()
    estimate.see(runningTasks: 2)
    tell(&estimate, 0, .started(train, worker: 0, attempt: 1))
    #expect(estimate.secondsLeft(now: 10) == 120)
    // Begun with a checkpoint after epoch 49: one epoch in ten seconds.
    tell(&estimate, 10, .progress(train, worker: 0, .epoch(50, of: 100, loss: nil)))
    tell(&estimate, 20, .progress(train, worker: 0, .epoch(51, of: 100, loss: nil)), now: 120)
    #expect(abs((estimate.secondsLeft(now: 130) ?? 0) - (490 - 10 + 30)) < 1e-6)
  }

  @Test func stagesThatTookLongerThanExpectedMakeTheRestLonger() {
    var estimate = estimate()
    estimate.see(runningTasks: 2)
    tell(&estimate, 0, .started(reduce, worker: 0, attempt: 1))
    tell(&estimate, 40, .finished(reduce, .computed(Cost(seconds: 40))))
    #expect(estimate.secondsLeft(now: 40) == 260)
    tell(&estimate, 41, .finished(train, .stopped))
    #expect(estimate.secondsLeft(now: 41) == 260)
    tell(&estimate, 42, .finished(train, .skipped(because: reduce.key)))
    tell(&estimate, 43, .finished(cluster, .cached))
    #expect(estimate.secondsLeft(now: 43) == 0)
  }
}
