import Experiments
import Files
import Foundation
import Pipeline
import Runner
import Slurm
import Specification

/// `--executor slurm`: gives a sweep to a cluster, and follows it unless it is detached.
struct SlurmRun {
  static let options = [
    Option(
      "--slurm", "FILE", "the cluster (default: SWEEP_SLURM, else \"slurm\" of the experiment)"),
    Option("--binary", "FILE", "the program that the jobs run (default: this one)"),
    Option("--dry-run", nil, "slurm: print the job scripts and submit nothing"),
  ]
  static let detach = Option("--detach", nil, "slurm: leave once the jobs are submitted")

  /// What is run.
  let plan: SweepPlan
  private let experiment: ExperimentArguments
  private let arguments: Arguments
  private let results: String?
  private let site: SlurmSite

  /// Prepares a sweep whose last job writes a report into a folder, or none.
  init(
    _ experiment: ExperimentArguments, _ arguments: Arguments, _ plan: SweepPlan,
    results: ResultsFolder?
  ) throws {
    self.plan = plan
    self.experiment = experiment
    self.arguments = arguments
    self.results = results.map { URL(fileURLWithPath: $0.path).standardizedFileURL.path }
    site = try Self.site(arguments, plan)
  }

  /// Submits the sweep, or finds it submitted, and follows it.
  ///
  /// - Returns: What `finish` returns for the end, or how it was left before.
  func execute(finish: (Submission, SubmissionEnd) throws -> ExitCode) throws -> ExitCode {
    let order = try order()
    if arguments.has("--dry-run") { return try printScripts(order) }
    let stop = StopSwitch()
    stop.catchSignals()
    let controller = SlurmController(say: Terminal.note) { stop.level > 0 }
    let running = Submission.unfinished(order, in: experiment.store)
    if let running { Terminal.note("this sweep is under way as \(running.name)") }
    guard let submission = try running ?? submission(order, stop) else { return .stopped }
    if running == nil { try SlurmProgress(submission, controller).advance() }
    // What was stored before is not submitted.
    if let end = submission.end { return try finish(submission, end) }
    guard !arguments.has(Self.detach.name) else {
      Terminal.note(
        "sweep status \(experiment.file.path) asks how it goes, sweep attach follows it, "
          + "sweep cancel ends it")
      return .success
    }
    return try SlurmFollowing(submission, arguments).execute(stop) { try finish(submission, $0) }
  }

  private func order() throws -> SlurmOrder {
    SlurmOrder(
      experiment.file, workingFolder: FileManager.default.currentDirectoryPath,
      dataFolder: experiment.dataFolder, results: results, program: try program(),
      retries: try arguments.integer("--retries", in: 0...100) ?? 1,
      timeout: try arguments.seconds("--timeout"), site: site, time: Date().timeIntervalSince1970)
  }

  private func program() throws -> String {
    let own = URL(fileURLWithPath: Platform.executable).resolvingSymlinksInPath().path
    guard let path = arguments.value("--binary") else {
      if Platform.hasDynamicRuntime {
        Terminal.note(
          "this program needs the Swift runtime on every node; make install builds one that does not"
        )
      }
      return own
    }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw UsageError("--binary \(path) is no program")
    }
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Freezes the order; nil when that was stopped.
  private func submission(_ order: SlurmOrder, _ stop: StopSwitch) throws -> Submission? {
    let store = experiment.store
    return try store.keeping(plan.plan.stages.map(\.key)) { _ in
      guard try prepareData(stop) else { return nil }
      let submission = try Submission(order, of: plan.plan, in: store)
      submission.forgetFailures(of: plan.plan)
      return submission
    }
  }

  /// Brings the images into the store from here, so that the nodes need to see nothing but the store.
  ///
  /// - Returns: Whether it was done; false when it was stopped.
  private func prepareData(_ stop: StopSwitch) throws -> Bool {
    let data = Set(plan.trials.flatMap(\.data.values))
    let missing = data.filter { !experiment.store.contains($0) }
    guard !missing.isEmpty else { return true }
    let part = try Plan(plan.plan.stages.filter { data.contains($0.key) }, targets: missing)
    let executor = LocalExecutor(worker: WorkerEntry.command, options: LocalExecutor.Options())
    let result = executor.run(part, in: experiment.store, stop: stop) { _ in }
    if case .trouble(let message) = result.halt { throw UsageError(message) }
    return result.halt == nil
  }

  private func printScripts(_ order: SlurmOrder) throws -> ExitCode {
    let controller = SlurmController(say: Terminal.note)
    for script in try Submission.scripts(plan, order, in: experiment.store, with: controller) {
      Terminal.print("# \(script.name)\n\(script.text)")
    }
    return .success
  }

  /// The cluster: of the command line, else of the environment, else of the experiment.
  private static func site(_ arguments: Arguments, _ plan: SweepPlan) throws -> SlurmSite {
    let variable = ProcessInfo.processInfo.environment["SWEEP_SLURM"]
    guard let path = arguments.value("--slurm") ?? variable else {
      return plan.sweep.rows[0].experiment.slurm ?? SlurmSite()
    }
    var problems = Problems()
    let site = SlurmSite.read(try StoredFile.json(at: path), at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    return site ?? SlurmSite()
  }
}

/// Where the stages of a sweep are computed.
enum ExecutorChoice: String {
  /// In worker processes on this machine.
  case local
  /// In the jobs of a Slurm cluster.
  case slurm

  static let option = Option(
    "--executor", "NAME", "local, or slurm to send the stages to a cluster")

  /// What the arguments say.
  ///
  /// - Throws: `UsageError` for another word, and for options of the executor that was not chosen.
  init(_ arguments: Arguments) throws(UsageError) {
    let word = arguments.value(Self.option.name) ?? Self.local.rawValue
    guard let choice = Self(rawValue: word) else {
      throw UsageError("\(Self.option.name) takes local or slurm, found \"\(word)\"")
    }
    self = choice
    switch self {
    case .local:
      for option in SlurmRun.options + [SlurmRun.detach] where arguments.has(option.name) {
        throw UsageError("\(option.name) goes with --executor slurm")
      }
    case .slurm:
      for name in ["--jobs", "--threads", "--memory", "--fail-fast"] where arguments.has(name) {
        throw UsageError(
          "\(name) is for runs on this machine; the cluster is described with --slurm")
      }
    }
  }
}
