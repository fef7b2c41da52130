import Files
import Foundation
import Specification

/// A sweep that was given to Slurm: a folder of the store that holds all there is to know of it.
///
/// Whoever sees the store can ask how it stands, follow it, go on with it or end it; the machine that
/// submitted it is not needed any more.
///
///     slurm/NAME-TAG/submission.json   the order
///     slurm/NAME-TAG/rounds/1/         what was submitted: see `SlurmRound`
///     slurm/NAME-TAG/end.json          how it ended
///     slurm/programs/SHA256            the programs that jobs run
public struct Submission: Sendable {
  /// What the queue calls its jobs; the name of its folder.
  public let name: String
  /// What was asked for.
  public let order: SlurmOrder
  /// Where its stages are.
  public let store: Store

  /// The folder.
  public var folder: String { "\(Self.root(of: store))/\(name)" }
  var endPath: String { folder + "/end.json" }

  /// Freezes an order for the experiment of that name.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  public init(
    _ order: SlurmOrder, named experimentName: String, in store: Store
  ) throws(FileError) {
    self.init(unwritten: order, named: experimentName, in: store)
    try AtomicFile.write(order.json.pretty, to: folder + "/submission.json")
  }

  /// A submission that nobody sees yet.
  init(unwritten order: SlurmOrder, named experimentName: String, in store: Store) {
    self.order = order
    self.store = store
    let tag = String(UInt32.random(in: 1 << 26..<1 << 31), radix: 36)
    name = Self.plain(experimentName) + "-" + tag
  }

  /// Opens a submission by its folder.
  ///
  /// - Throws: `FileError` when there is none.
  public init(at folder: String) throws {
    let path = (folder as NSString).standardizingPath
    name = (path as NSString).lastPathComponent
    let root = (path as NSString).deletingLastPathComponent
    store = try Store(at: (root as NSString).deletingLastPathComponent)
    guard let json = try? StoredFile.json(at: path + "/submission.json"),
      let order = SlurmOrder(json)
    else { throw FileError(path, "is no submission to Slurm") }
    self.order = order
  }

  /// The submissions of an experiment, the latest last.
  public static func all(of experimentName: String, in store: Store) -> [Submission] {
    let prefix = plain(experimentName) + "-"
    let names = FileSystem.names(in: root(of: store)).filter {
      $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("-")
    }
    let found = names.compactMap { try? Submission(at: root(of: store) + "/" + $0) }
    return found.sorted { ($0.order.time, $0.name) < ($1.order.time, $1.name) }
  }

  /// The keys that submissions under way compute or read.
  static func neededKeys(in store: Store) -> Set<StageKey> {
    let submissions = FileSystem.names(in: root(of: store)).compactMap {
      try? Submission(at: root(of: store) + "/" + $0)
    }
    var keys: Set<StageKey> = []
    for submission in submissions where submission.end == nil {
      guard let round = submission.rounds.last else { continue }
      for task in round.tasks.indices {
        guard let task = try? SlurmTask(at: round.taskPath(task)) else { continue }
        keys.formUnion(task.plan.stages.map(\.key))
      }
    }
    return keys
  }

  /// A submission of the same experiment that has not ended.
  public static func unfinished(
    _ order: SlurmOrder, named name: String, in store: Store
  ) -> Submission? {
    all(of: name, in: store).last { $0.end == nil && $0.order.isSame(as: order) }
  }

  /// Forgets that stages failed in earlier runs, so that they are tried again; those that always fail
  /// are not.
  public func forgetFailures(of plan: Plan) {
    for stage in plan.stages where store.failure(of: stage.key)?.isFinal == false {
      store.forgetFailure(of: stage.key)
    }
  }

  /// What became of the stages of a plan: those that rounds were to compute count as computed here.
  public func outcomes(of plan: Plan) -> [StageKey: StageOutcome] {
    let submitted = Set(rounds.flatMap { $0.tasks.flatMap { $0 } })
    var outcomes: [StageKey: StageOutcome] = [:]
    for stage in plan.stages {
      if let artefact = try? store.artefact(stage.key) {
        outcomes[stage.key] =
          submitted.contains(stage.key) ? .computed(Cost(seconds: artefact.seconds)) : .cached
      } else if let failure = store.failure(of: stage.key) {
        outcomes[stage.key] = .failed(failure)
      }
    }
    return outcomes
  }

  /// Copies a program into the store, so that a new build does not change what waiting jobs will run.
  ///
  /// - Returns: The path of the copy.
  /// - Throws: `FileError` when it cannot be read or written.
  public static func freeze(program path: String, in store: Store) throws -> String {
    let digest = try SHA256.hexadecimal(ofFile: path)
    let copy = "\(root(of: store))/programs/\(digest)"
    guard !FileSystem.exists(copy) else { return copy }
    let file = try MappedFile(path: path)
    try AtomicFile.write(to: copy) { (output) throws(FileError) in
      var failure: FileError?
      file.withUnsafeBytes { bytes in
        do throws(FileError) {
          try output.append(bytes)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
    }
    chmod(copy, 0o755)
    return copy
  }

  /// How it ended; nil while it goes on.
  public var end: SubmissionEnd? { SubmissionEnd(at: endPath) }

  /// Ends it, for everybody to see.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  public func finish(_ end: SubmissionEnd) throws(FileError) {
    try AtomicFile.write(end.json.pretty, to: endPath)
  }

  /// The rounds so far, in their order.
  var rounds: [SlurmRound] {
    FileSystem.names(in: folder + "/rounds").compactMap { Int($0) }.sorted().compactMap {
      SlurmRound(in: roundFolder($0))
    }
  }

  func roundFolder(_ number: Int) -> String { "\(folder)/rounds/\(number)" }

  private static func root(of store: Store) -> String { store.root + "/slurm" }

  /// A name that is one word everywhere.
  private static func plain(_ name: String) -> String {
    String(
      name.map { character in
        character.isASCII && (character.isLetter || character.isNumber || "._".contains(character))
          ? character : "_"
      })
  }
}
