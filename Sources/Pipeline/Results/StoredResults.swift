import Clustering
import Experiments
import Files
import Foundation
import NeuralNetworks
import Runner
import Specification

/// Reads the results of a sweep from the store.
public struct StoredResults {
  private let plan: SweepPlan
  private let store: Store
  private let outcomes: [StageKey: StageOutcome]
  private let memory = Memory()

  /// What was read before: rows share stages.
  private final class Memory {
    var reports: [StageKey: [String: JSON]] = [:]
    var failures: [StageKey: String?] = [:]
    var notes: [StageKey: [Note]] = [:]
  }

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - plan: the sweep.
  ///   - store: where its stages are.
  ///   - outcomes: what became of the stages in a run that has just ended.
  public init(_ plan: SweepPlan, _ store: Store, outcomes: [StageKey: StageOutcome] = [:]) {
    self.plan = plan
    self.store = store
    self.outcomes = outcomes
  }

  /// The results, failed trials and stopped rows with their reasons.
  ///
  /// - Throws: `DamagedArtefact` when a stored stage is damaged.
  public func collect(stopped: [SuccessiveHalving.Stopped] = []) throws -> SweepResults {
    let collector = ResultsCollector(
      plan,
      artefact: { try json($0, $1) },
      notes: { try notes(of: $0) }, failure: { failure(of: $0) })
    return try collector.collect(stopped: stopped)
  }

  /// The results of one row alone; the others have no runs.
  ///
  /// - Throws: `DamagedArtefact` when a stored stage is missing or damaged.
  public func collect(of row: Int) throws -> SweepResults {
    try collect(
      stopped: plan.sweep.rows.map(\.index).filter { $0 != row }.map {
        SuccessiveHalving.Stopped(row: $0, reason: "")
      })
  }

  /// The path of a file that a stage left, verified.
  ///
  /// - Throws: `StageFailure` for a stage that failed, `DamagedArtefact` for one whose file is missing
  ///   or damaged.
  public func path(_ key: StageKey, _ file: String) throws -> String {
    if let reason = failure(of: key) { throw StageFailure(reason) }
    return try store.verified(key, file)
  }

  private func json(_ key: StageKey, _ file: String) throws -> JSON {
    if let known = memory.reports[key]?[file] { return known }
    guard let artefact = try store.artefact(key) else {
      throw DamagedArtefact(key: key, file: file, reason: "is missing")
    }
    // Its manifest says so already: it need not be read again for notes.
    if !artefact.hasNotes { memory.notes[key] = [] }
    let json = try StoredFile.json(at: artefact.verified(file))
    // Stages of one row, such as curves, need not be kept for others.
    if memory.reports.count >= 256 { memory.reports.removeAll() }
    memory.reports[key, default: [:]][file] = json
    return json
  }

  private func notes(of key: StageKey) throws -> [Note] {
    if let known = memory.notes[key] { return known }
    let notes = try store.notes(of: key)
    memory.notes[key] = notes
    return notes
  }

  /// Why a stage has no artefact; nil for one that has, and for one that is not known to have failed:
  /// whoever reads it finds it missing then, and it is computed again.
  public func failure(of key: StageKey) -> String? {
    if let known = memory.failures[key] { return known }
    let failure = findFailure(of: key)
    memory.failures[key] = .some(failure)
    return failure
  }

  private func findFailure(of key: StageKey) -> String? {
    switch outcomes[key] {
    case .failed(let record): return record.reason
    case .skipped(let because):
      return failure(of: because) ?? "a stage that it needs failed"
    case .cached, .computed: return nil
    default:
      if store.contains(key) { return nil }
      return recordedFailure(of: key, in: plan.plan)
    }
  }

  /// Why a stage that is not stored failed, or one that it needs, as the store remembers it.
  func recordedFailure(of key: StageKey, in stages: Plan) -> String? {
    if store.contains(key) { return nil }
    if let record = store.failure(of: key) { return record.reason }
    return (stages[key]?.inputs ?? []).lazy.compactMap { recordedFailure(of: $0, in: stages) }.first
  }
}

/// The results below a folder, and the stages that they came from.
public struct CommittedResults {
  /// The stages that numbers and pictures were made of.
  public private(set) var keys: Set<StageKey> = []
  private var seen: Set<[UInt64]> = []

  /// Reads every `results.json`, which names what numbers came from, and every `provenance.json`,
  /// which names the stages of pictures too. Links are followed: results may lie on another disk.
  ///
  /// - Throws: what reading such a file or a folder throws: what it needs is unknown then.
  public init(below folder: String) throws {
    try read(folder)
  }

  private mutating func read(_ folder: String) throws {
    var status = stat()
    guard stat(folder, &status) == 0 else { throw FileError.system(folder, "cannot be read") }
    // A link may lead to where it lies.
    guard seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted else { return }
    for name in try FileSystem.list(folder) {
      let path = folder + "/" + name
      switch name {
      case "results.json":
        let runs = try SweepResults(StoredFile.json(at: path)).rows.flatMap(\.runs)
        keys.formUnion(runs.flatMap(\.stages.values).compactMap { StageKey(hex: $0) })
      case "provenance.json":
        let stages = try StoredFile.json(at: path)["stages"]?.elements ?? []
        keys.formUnion(stages.compactMap { $0["key"]?.string.flatMap(StageKey.init(hex:)) })
      default: if try isFolder(path) { try read(path) }
      }
    }
  }

  /// Whether something is a folder, or leads to one. A link that leads nowhere may lead to a disk that
  /// is not there now; hidden ones are marks of editors.
  private func isFolder(_ path: String) throws -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
    if (path as NSString).lastPathComponent.hasPrefix(".") { return false }
    throw FileError(
      path, "leads nowhere, so what lies there is unknown; remove the link or mend it")
  }
}

/// The best accuracy of the trials that a run has scored so far.
public struct BestSoFar {
  private let trials: [StageKey: [TrialPlan]]
  private let labels: [String]
  private var best: (value: Double, row: Int)?

  /// Looks up which stages of a plan score trials.
  public init(_ plan: SweepPlan) {
    labels = plan.sweep.rows.map(\.label)
    let judged = plan.trials.compactMap { trial in
      (trial.score ?? trial.classify).map { (key: $0, trial: trial) }
    }
    trials = Dictionary(grouping: judged, by: \.key).mapValues { $0.map(\.trial) }
  }

  /// Reads what a stage came to, if it scored a trial; what cannot be read is left to the results.
  public mutating func receive(_ event: RunEvent, in store: Store) {
    guard case .finished(let stage, .computed) = event.kind, let trial = trials[stage.key]?.first
    else { return }
    let file = ReportFile<Measurements>.scores
    guard let path = try? store.verified(stage.key, file.name),
      let scores = try? file.content(at: path),
      let value = scores.list[.accuracy] ?? scores.list[.classifierAccuracy],
      value > best?.value ?? -.infinity
    else { return }
    best = (value, trial.row)
  }

  /// The best number and whose it is; nil before there is any.
  public var text: String? {
    best.map { best in
      let value = Decimal.text(best.value, digits: Metric.accuracy.digits)
      return "best accuracy \(value) (\(labels[best.row]))"
    }
  }
}
