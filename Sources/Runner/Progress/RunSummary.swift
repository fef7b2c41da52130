/// A run in numbers, kept up to date by its events.
public struct RunSummary: Sendable, Equatable {
  /// What planning has come to.
  public struct Preparation: Sendable, Equatable {
    /// What is being done: "reading train images".
    public let what: String
    /// How many are done.
    public let done: Int
    /// How many there are.
    public let total: Int
  }

  /// What a worker is doing.
  public struct Work: Sendable, Equatable {
    /// The stage.
    public let title: String
    /// When it began, in seconds since the run did.
    public let start: Double
    /// Which attempt it is, from 1.
    public let attempt: Int
    /// The last progress it reported.
    public var progress: StageEvent?
  }

  /// What is done to plan the run, before it begins.
  public private(set) var preparation: Preparation?
  /// The stages of the plan.
  public private(set) var stages = 0
  /// Those that were stored, or were stored meanwhile by another run.
  public private(set) var cached = 0
  /// Those that were computed.
  public private(set) var computed = 0
  /// Those that failed.
  public private(set) var failed = 0
  /// Those that were not tried because one they depend on failed.
  public private(set) var skipped = 0
  /// Those that the run's end left undone.
  public private(set) var stopped = 0
  /// Those that another process computes at the moment.
  public private(set) var waiting: Set<StageKey> = []
  /// What each worker does; nil when it does nothing.
  public private(set) var workers: [Work?] = []
  /// The seconds that are expected to be left.
  public private(set) var secondsLeft: Double?
  /// Whether the run is being stopped.
  public private(set) var isStopping = false
  /// Seconds since the run began.
  public private(set) var time = 0.0

  /// Nothing has happened yet.
  public init() {}

  /// The stages that are stored by now.
  public var done: Int { cached + computed }

  /// Takes an event into account.
  public mutating func receive(_ event: RunEvent) {
    time = event.time
    switch event.kind {
    case .preparing(let what, let done, let total):
      preparation = Preparation(what: what, done: done, total: total)
    case .began(let overview):
      preparation = nil
      stages = overview.stages
      cached = overview.cached
      workers = Array(repeating: nil, count: min(overview.jobs, max(1, overview.missing)))
    case .started(let stage, let worker, let attempt):
      while workers.count <= worker { workers.append(nil) }
      workers[worker] = Work(title: stage.title, start: event.time, attempt: attempt)
      waiting.remove(stage.key)
    case .progress(_, let worker, let progress):
      if progress.fraction != nil, workers.indices.contains(worker) {
        workers[worker]?.progress = progress
      }
    case .waiting(let stage, _):
      waiting.insert(stage.key)
      release(stage)
    case .retrying(let stage, _): release(stage)
    case .finished(let stage, let outcome):
      waiting.remove(stage.key)
      release(stage)
      count(outcome)
    case .stopping: isStopping = true
    case .tick(let seconds): secondsLeft = seconds
    case .message, .ended: break
    }
  }

  private mutating func release(_ stage: Stage) {
    for index in workers.indices where workers[index]?.title == stage.title { workers[index] = nil }
  }

  private mutating func count(_ outcome: StageOutcome) {
    switch outcome {
    case .cached: cached += 1
    case .computed: computed += 1
    case .failed: failed += 1
    case .skipped: skipped += 1
    case .stopped: stopped += 1
    case .unneeded: break
    }
  }

  /// The numbers in words: "12 of 42 stages done, 5 of them cached, 1 failed".
  public var counts: String {
    var parts = ["\(done) of \(stages) stages done"]
    if cached > 0 { parts.append("\(cached) of them cached") }
    if failed > 0 { parts.append("\(failed) failed") }
    if skipped > 0 { parts.append("\(skipped) skipped") }
    if stopped > 0 { parts.append("\(stopped) stopped") }
    if !waiting.isEmpty { parts.append("\(waiting.count) in another run") }
    return parts.joined(separator: ", ")
  }
}
