import Files
import Foundation
import Specification
import Synchronization

/// One attempt at a stage, inside a worker: claim, compute, publish.
struct Attempt {
  let assignment: WorkerOrder.Assignment
  let store: Store
  let workspace: Workspace
  let runners: [any StageRunner]
  let shouldStop: @Sendable () -> Bool
  let report: @Sendable (StageEvent) -> Void
  /// Told the claim, so that its heart beats while the stage is computed.
  let hold: (Claim?) -> Void

  private var stage: Stage { assignment.stage }

  /// Makes the attempt. Nothing is left of one that does not succeed but its checkpoint.
  func run() -> AttemptResult {
    do {
      switch try Claim.attempt(stage.key, in: store, deadPulse: assignment.deadPulse) {
      case .busy(let standing): return .busy(standing)
      case .held(let claim):
        hold(claim)
        defer {
          hold(nil)
          claim.release()
        }
        return try runClaimed()
      }
    } catch {
      return result(of: error)
    }
  }

  private func runClaimed() throws -> AttemptResult {
    do {
      if try store.artefact(stage.key) != nil {
        // Whoever stored it may have been killed before this.
        FileSystem.remove(store.checkpointFolder(of: stage.key))
        return .found
      }
    } catch {
      report(.note(error.consequence))
      store.remove(stage.key)
    }
    guard !shouldStop() else { return .stopped }
    guard let runner = runners.first(where: { type(of: $0).kind == stage.kind }) else {
      throw StageFailure("this program does not know stages of the kind \"\(stage.kind)\"")
    }
    let version = type(of: runner).version
    guard version == stage.version else {
      throw StageFailure(
        "this program computes version \(version) of \"\(stage.kind)\", "
          + "the plan asks for version \(stage.version)")
    }
    let output = try workspace.makeFolder("output")
    defer { FileSystem.remove(output) }
    do {
      return try compute(with: runner, into: output)
    } catch {
      // Asked while the output still takes its room.
      return result(of: error)
    }
  }

  private func compute(with runner: any StageRunner, into output: String) throws -> AttemptResult {
    let checkpoint = store.checkpointFolder(of: stage.key)
    try FileSystem.makeFolder(checkpoint)
    defer { rmdir(checkpoint) }
    let isFresh = FileSystem.names(in: checkpoint).isEmpty
    Platform.forgetPeak()
    let memory = Platform.held.now
    let start = Monotonic.seconds
    let task = StageTask(
      stage: stage, output: output, checkpoint: checkpoint, input: inputReader(),
      shouldStop: shouldStop, report: report)
    try runner.run(task)
    try task.writeNotes()
    let cost = Cost(
      seconds: Monotonic.seconds - start, memory: max(0, Platform.held.peak - memory))
    let publication = try store.publish(stage, from: output, seconds: cost.seconds)
    if publication == .alreadyStored(sameBytes: false) {
      report(.note("two computations gave different bytes; the first stays"))
    }
    FileSystem.remove(checkpoint)
    store.forgetFailure(of: stage.key)
    if isFresh {
      try store.record(
        DurationRecord(key: stage.key, kind: stage.kind, expected: stage.cost, actual: cost))
    }
    return .stored(cost)
  }

  /// Verifies each file once in this attempt; a damaged artefact is taken out of the store.
  private func inputReader() -> @Sendable (StageKey, String) throws -> String {
    let cache = InputCache()
    let store = store
    return { key, file in
      if let path = cache[key, file] { return path }
      do throws(DamagedArtefact) {
        let path = try store.verified(key, file)
        cache[key, file] = path
        return path
      } catch {
        store.remove(key)
        throw error
      }
    }
  }

  private func result(of error: any Error) -> AttemptResult {
    switch error {
    case is StageStopped: return .stopped
    case let damage as DamagedArtefact: return .damaged(damage)
    default:
      if let trouble = store.trouble() ?? StoreTrouble(error, root: store.root) {
        return .trouble("\(trouble)")
      }
      let isFinal = (error as? StageFailure)?.isFinal ?? false
      return .failed(reason: "\(error)", isFinal: isFinal)
    }
  }
}

/// How one attempt at a stage ended.
enum AttemptResult: Equatable {
  /// Computed and stored.
  case stored(Cost)
  /// Another process had stored it meanwhile.
  case found
  /// Another process computes it.
  case busy(Claim.Standing)
  /// An input is missing or damaged; it was removed from the store.
  case damaged(DamagedArtefact)
  /// Left unfinished on request.
  case stopped
  /// The runner failed.
  case failed(reason: String, isFinal: Bool)
  /// Nothing can be stored any more.
  case trouble(String)

  /// As it is sent.
  var json: JSON {
    switch self {
    case .stored(let cost):
      .object([
        ("kind", .string("stored")), ("seconds", .number(cost.seconds)),
        ("memory", .number(cost.memory)),
      ])
    case .found: .object([("kind", .string("found"))])
    case .busy(let standing):
      .object(
        [("kind", .string("busy")), ("owner", .string(standing.owner))]
          + (standing.pulse.map { [("pulse", .string($0))] } ?? []))
    case .damaged(let damage):
      .object([
        ("kind", .string("damaged")), ("key", .string(damage.key.hex)),
        ("file", .string(damage.file)), ("reason", .string(damage.reason)),
      ])
    case .stopped: .object([("kind", .string("stopped"))])
    case .failed(let reason, let isFinal):
      .object([
        ("kind", .string("failed")), ("reason", .string(reason)), ("final", JSON(.bool(isFinal))),
      ])
    case .trouble(let reason): .object([("kind", .string("trouble")), ("reason", .string(reason))])
    }
  }

  /// Reads what `json` wrote; nil when it is something else.
  init?(_ json: JSON) {
    let reason = json["reason"]?.string
    switch json["kind"]?.string {
    case "stored":
      guard let seconds = json["seconds"]?.number, let memory = json["memory"]?.integer else {
        return nil
      }
      self = .stored(Cost(seconds: seconds, memory: memory))
    case "found": self = .found
    case "busy":
      guard let owner = json["owner"]?.string else { return nil }
      self = .busy(Claim.Standing(owner: owner, pulse: json["pulse"]?.string))
    case "damaged":
      guard let key = json["key"]?.string.flatMap(StageKey.init(hex:)),
        let file = json["file"]?.string, let reason
      else { return nil }
      self = .damaged(DamagedArtefact(key: key, file: file, reason: reason))
    case "stopped": self = .stopped
    case "failed":
      guard let reason else { return nil }
      self = .failed(reason: reason, isFinal: json["final"]?.value == .bool(true))
    case "trouble":
      guard let reason else { return nil }
      self = .trouble(reason)
    default: return nil
    }
  }
}

/// The input files that an attempt has verified.
final class InputCache: Sendable {
  private struct Name: Hashable {
    let key: StageKey
    let file: String
  }

  private let paths = Mutex<[Name: String]>([:])

  /// The path of a file, when it was verified.
  subscript(key: StageKey, file: String) -> String? {
    get { paths.withLock { $0[Name(key: key, file: file)] } }
    set { paths.withLock { $0[Name(key: key, file: file)] = newValue } }
  }
}
