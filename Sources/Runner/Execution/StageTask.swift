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

/// What computes one kind of stage, inside a worker process.
public protocol StageRunner: Sendable {
  /// The kind of stage it computes.
  static var kind: String { get }
  /// Raised whenever the code would give other bytes for the same specification.
  static var version: Int { get }

  /// Computes the stage and writes its files into `task.output`.
  ///
  /// When it returns, the folder is published as a whole; when it throws, the folder is dropped.
  /// - Throws: `StageStopped` after a checkpoint when `task.shouldStop`; `StageFailure` for a
  ///   failure that people should read; anything else counts as a failure that is retried.
  func run(_ task: StageTask) throws
}

/// Thrown by a runner that has stopped because `StageTask.shouldStop` said so.
public struct StageStopped: Error {
  /// Says that the stage was left unfinished on request.
  public init() {}
}

/// A stage that cannot be computed.
public struct StageFailure: Error, CustomStringConvertible {
  /// What is wrong, in one sentence.
  public let reason: String
  /// Whether the same specification always fails so: a loss that diverges, a matrix of rank zero.
  ///
  /// Such a failure is a result: it is not retried, and remembered until the key changes.
  public let isFinal: Bool

  /// A failure with its reason.
  public init(_ reason: String, isFinal: Bool = false) {
    self.reason = reason
    self.isFinal = isFinal
  }

  /// The reason.
  public var description: String { reason }
}

extension StageTask {
  private var statePath: String { checkpoint + "/state" }
  private static let digestLength = 64

  /// Keeps what the runner needs to go on from here, with its checksum, in place of what it kept
  /// before.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk; what was there before stays.
  public func saveCheckpoint(_ state: [UInt8]) throws(FileError) {
    let digest = Array(SHA256.hexadecimal(of: state).utf8)
    try AtomicFile.write(to: statePath) { (file) throws(FileError) in
      try file.append(digest)
      try file.append(state)
    }
  }

  /// What `saveCheckpoint` kept, in this attempt or an earlier one; nil when there is none, or when
  /// it is damaged and the work has to begin anew.
  public func loadCheckpoint() -> [UInt8]? {
    guard let file = try? MappedFile(path: statePath) else { return nil }
    return file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.digestLength else { return nil }
      let state = Array(bytes.dropFirst(Self.digestLength))
      let digest = Array(SHA256.hexadecimal(of: state).utf8)
      return digest.elementsEqual(bytes.prefix(Self.digestLength)) ? state : nil
    }
  }
}
