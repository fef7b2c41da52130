import Files
import Specification
import Synchronization

/// A stage in the hands of its runner: what to compute, where to read and where to write.
public struct StageTask: Sendable {
  /// The stage.
  public let stage: Stage
  /// The path of an empty folder for the files of the result, published as a whole when the runner
  /// returns.
  public let output: String
  /// The path of a folder that survives kills, for going on in the middle; dropped once the stage is
  /// stored.
  ///
  /// A kill may come at any moment, so every file in it must arrive whole: `saveCheckpoint` and
  /// `loadCheckpoint` see to that, and to its checksum.
  public let checkpoint: String
  /// Reports progress.
  public let report: @Sendable (StageEvent) -> Void
  private let notes = StageNotes()
  private let verified: @Sendable (StageKey, String) throws -> String
  private let stopRequested: @Sendable () -> Bool

  /// A task whose inputs and stop sign come from the worker, or from a test.
  public init(
    stage: Stage, output: String, checkpoint: String,
    input: @escaping @Sendable (StageKey, String) throws -> String,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (StageEvent) -> Void = { _ in }
  ) {
    self.stage = stage
    self.output = output
    self.checkpoint = checkpoint
    self.report = report
    verified = input
    stopRequested = shouldStop
  }

  /// The path of a file of an input's artefact, its size and checksum verified.
  ///
  /// - Throws: `DamagedArtefact` when it is missing or damaged; the worker then has it computed
  ///   again, and this stage after it. Let the error through.
  public func input(_ key: StageKey, _ file: String) throws -> String { try verified(key, file) }

  /// Whether the run is being stopped: write a checkpoint and throw `StageStopped`.
  public var shouldStop: Bool { stopRequested() }

  /// Adds something odd that stops nothing; it is told with the results of every trial that uses the
  /// stage.
  public func note(_ note: Note) { notes.add(note) }

  /// Leaves the notes in the output, where there are any.
  func writeNotes() throws(FileError) {
    let all = notes.list
    guard !all.isEmpty else { return }
    try AtomicFile.write(
      Array(JSON.array(all.map(\.json)).pretty.utf8), to: output + "/" + StageNotes.file)
  }
}

/// The notes of a stage, each once.
final class StageNotes: Sendable {
  /// The file that they are left in.
  static let file = "notes.json"
  private let kept = Mutex<[Note]>([])

  /// The notes, in the order they were added.
  var list: [Note] { kept.withLock { $0 } }

  func add(_ note: Note) {
    kept.withLock { if !$0.contains(note) { $0.append(note) } }
  }
}
