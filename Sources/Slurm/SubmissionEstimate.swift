import Experiments
import Pipeline
import Runner

/// What a round of a submission is expected to take still, by what its tasks tell.
///
/// Tasks of a wave run side by side, as many as were seen running; a wave begins when the one before
/// has ended. How long they will wait in the queue nobody knows.
package struct SubmissionEstimate {
  /// A stage that a task has in hand, by the clock of the task.
  private struct Running {
    let start: Double
    var latest: Double
    /// The same moment as `latest`, by the clock of the reader.
    var heard: Double
    /// The first and the last part of the work, 0...1, that was told of, and when: an attempt may
    /// have begun with a checkpoint.
    var first: (time: Double, fraction: Double)?
    var last: (time: Double, fraction: Double)?
  }

  private let processors: Double
  private var tasks: [(wave: Int, stages: [StageKey])] = []
  private var expected: [StageKey: Double] = [:]
  private var settled: Set<StageKey> = []
  private var running: [StageKey: Running] = [:]
  private var finished = (expected: 0.0, actual: 0.0)
  /// How many tasks run; nil until one was seen.
  private var runningTasks: Int?

  /// An estimate for tasks on a cluster.
  package init(_ site: SlurmSite) { processors = Double(site.cpus) }

  /// Begins with tasks, each in a wave, of stages that are expected to take so many seconds.
  package mutating func begin(
    _ tasks: [(wave: Int, stages: [StageKey])], seconds: [StageKey: Double]
  ) {
    self.tasks = tasks
    expected = seconds
    settled = []
    running = [:]
    runningTasks = nil
  }

  /// Takes into account what a task told, read at this time of the reader's own clock.
  package mutating func receive(_ event: RunEvent, now: Double) {
    switch event.kind {
    case .started(let stage, _, _):
      running[stage.key] = Running(start: event.time, latest: event.time, heard: now)
    case .progress(let stage, _, let progress):
      guard let fraction = progress.fraction, var work = running[stage.key] else { return }
      (work.latest, work.heard) = (event.time, now)
      work.first = work.first ?? (event.time, fraction)
      work.last = (event.time, fraction)
      running[stage.key] = work
    case .finished(let stage, let outcome):
      running[stage.key] = nil
      if outcome == .stopped { return }
      settled.insert(stage.key)
      guard case .computed(let cost) = outcome, let seconds = expected[stage.key] else { return }
      finished.expected += seconds
      finished.actual += cost.seconds
    case .retrying(let stage, _), .waiting(let stage, _): running[stage.key] = nil
    default: break
    }
  }

  /// Takes into account how many tasks the queue shows running.
  package mutating func see(runningTasks count: Int) {
    if count > 0 { runningTasks = count }
  }

  /// The seconds that are left; nil while nothing has run.
  package func secondsLeft(now: Double) -> Double? {
    guard let runningTasks else { return nil }
    var waves: [Int: (longest: Double, total: Double)] = [:]
    for task in tasks {
      let left = secondsLeft(of: task.stages, now: now)
      let wave = waves[task.wave] ?? (0, 0)
      waves[task.wave] = (max(wave.longest, left), wave.total + left)
    }
    return waves.values.reduce(0) { $0 + max($1.longest, $1.total / Double(runningTasks)) }
  }

  private func secondsLeft(of stages: [StageKey], now: Double) -> Double {
    var longest = 0.0
    var total = 0.0
    for key in stages where !settled.contains(key) {
      let left = secondsLeft(of: key, now: now)
      if running[key] != nil { longest = max(longest, left) }
      total += left
    }
    return max(longest, total / processors)
  }

  private func secondsLeft(of key: StageKey, now: Double) -> Double {
    let expected = (expected[key] ?? 0) * pace
    guard let work = running[key] else { return expected }
    let silence = now - work.heard
    if let first = work.first, let last = work.last, last.fraction > first.fraction {
      let perPart = (last.time - first.time) / (last.fraction - first.fraction)
      return max(0, perPart * (1 - last.fraction) - silence)
    }
    return max(expected - (work.latest - work.start) - silence, expected / 10)
  }

  /// How much longer, or shorter, stages took here than expected.
  private var pace: Double {
    finished.expected > 0 ? min(50, max(0.02, finished.actual / finished.expected)) : 1
  }
}
