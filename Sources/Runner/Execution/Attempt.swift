import Files
import Foundation

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
