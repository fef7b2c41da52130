import Experiments
import Files
import Foundation
import Pipeline
import Runner
import Specification

/// A sweep that was given to Slurm: a folder of the store that holds all there is to know of it.
///
/// Whoever sees the store can ask how it stands, follow it, go on with it or end it; the machine that
/// submitted it is not needed any more.
///
///     slurm/NAME-TAG/submission.json   the order
///     slurm/NAME-TAG/stages            the keys of all stages of the sweep
///     slurm/NAME-TAG/rounds/1/         what was submitted: see `SlurmRound`
///     slurm/NAME-TAG/end.json          how it ended
///     slurm/programs/                  the programs that jobs run: see `FrozenProgram`
public struct Submission: Sendable {
  /// What the queue calls its jobs; the name of its folder.
  public let name: String
  /// What was asked for.
  public let order: SlurmOrder
  /// Where its stages are.
  public let store: Store

  /// The folder.
  public var folder: String { "\(Self.root(of: store))/\(name)" }

  /// Freezes an order: copies the program that its jobs will run, and notes the stages of the sweep.
  /// From now on they are left alone by garbage collection.
  ///
  /// - Throws: `FileError` when the program cannot be read or the store cannot be written.
  public init(_ order: SlurmOrder, of plan: Plan, in store: Store) throws {
    self = try LockFile.holding(store.gatePath, shared: true) {
      var order = order
      order.program = try FrozenProgram.freeze(order.program, in: store)
      let submission = Submission(unwritten: order, in: store)
      let keys = plan.stages.map { $0.key.hex + "\n" }.joined()
      try AtomicFile.write(keys, to: Self.stagesPath(in: submission.folder))
      // Last: without it the folder is no submission.
      try AtomicFile.write(order.json.pretty, to: Self.orderPath(in: submission.folder))
      return submission
    }
  }

  /// A submission that nobody sees yet.
  init(unwritten order: SlurmOrder, in store: Store) {
    self.order = order
    self.store = store
    let tag = String(UInt32.random(in: 1 << 26..<1 << 31), radix: 36)
    name = Self.prefix(of: ExperimentFile.name(of: order.experiment)) + tag
  }

  /// Opens a submission by its folder.
  ///
  /// - Throws: `FileError` when there is none.
  public init(at folder: String) throws {
    let path = (folder as NSString).standardizingPath
    name = (path as NSString).lastPathComponent
    let root = (path as NSString).deletingLastPathComponent
    store = try Store(at: (root as NSString).deletingLastPathComponent)
    guard let json = try? StoredFile.json(at: Self.orderPath(in: path)),
      let order = SlurmOrder(json)
    else { throw FileError(path, "is no submission to Slurm") }
    self.order = order
  }

  /// The submissions of an experiment, the latest last.
  public static func all(of experimentName: String, in store: Store) -> [Submission] {
    let prefix = prefix(of: experimentName)
    let named = all(in: store) { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("-") }
    return named.sorted { ($0.order.time, $0.name) < ($1.order.time, $1.name) }
  }

  /// The submissions of a store, in the order of their names.
  static func all(in store: Store, where isWanted: (String) -> Bool = { _ in true }) -> [Submission]
  {
    FileSystem.names(in: root(of: store)).filter(isWanted).compactMap {
      try? Submission(at: root(of: store) + "/" + $0)
    }
  }

  /// A submission of the same order that has not ended.
  public static func unfinished(_ order: SlurmOrder, in store: Store) -> Submission? {
    all(of: ExperimentFile.name(of: order.experiment), in: store).last {
      $0.end == nil && $0.order.isSame(as: order)
    }
  }

  /// The keys of all stages that it computes or reads: those of the sweep, and those of its rounds,
  /// which a search adds to.
  ///
  /// - Throws: `FileError` when they cannot be told.
  static func keys(in folder: String) throws(FileError) -> Set<StageKey> {
    let path = stagesPath(in: folder)
    guard let text = FileSystem.text(path) ?? (FileSystem.exists(path) ? nil : "") else {
      throw FileError(path, "cannot be read, so what the submission needs is unknown")
    }
    var keys = Set(text.split(separator: "\n").compactMap { StageKey(hex: String($0)) })
    for name in try FileSystem.list(folder + "/rounds") where Int(name) != nil {
      let place = "\(folder)/rounds/\(name)"
      guard let round = SlurmRound(in: place) else {
        // Without a description it was never submitted.
        guard FileSystem.exists(place + "/round.json") else { continue }
        throw FileError(place, "cannot be read, so what the submission needs is unknown")
      }
      keys.formUnion(round.stages)
    }
    return keys
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

  /// How it ended; nil while it goes on.
  public var end: SubmissionEnd? { SubmissionEnd(at: Self.endPath(in: folder)) }

  /// Ends it, for everybody to see.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  public func finish(_ end: SubmissionEnd) throws(FileError) {
    try AtomicFile.write(end.json.pretty, to: Self.endPath(in: folder))
  }

  /// The rounds so far, in their order.
  var rounds: [SlurmRound] {
    FileSystem.names(in: folder + "/rounds").compactMap { Int($0) }.sorted().compactMap {
      SlurmRound(in: roundFolder($0))
    }
  }

  func roundFolder(_ number: Int) -> String { "\(folder)/rounds/\(number)" }

  /// Where the keys of all stages are, in the folder of a submission.
  static func stagesPath(in folder: String) -> String { folder + "/stages" }
  /// Where the order is, in the folder of a submission.
  static func orderPath(in folder: String) -> String { folder + "/submission.json" }
  /// Where the end is, in the folder of a submission that has ended.
  static func endPath(in folder: String) -> String { folder + "/end.json" }

  /// The folder of all submissions of a store.
  static func root(of store: Store) -> String { store.root + "/slurm" }

  /// What the names of the submissions of an experiment begin with: one word everywhere.
  private static func prefix(of experimentName: String) -> String {
    let plain = experimentName.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._".contains(character))
        ? character : "_"
    }
    return String(plain) + "-"
  }
}

extension Submission {
  /// Ends all jobs; what is stored stays, and trainings leave a checkpoint to go on from.
  ///
  /// - Throws: `SlurmError` when Slurm refuses, `FileError` when the store cannot be written.
  public func cancel(with controller: SlurmController) throws {
    // Nobody submits a job any more before those that there are have been ended.
    try LockFile.holding(folder + "/advance.lock", shared: false) {
      guard end == nil else { return }
      try finish(SubmissionEnd(.cancelled))
    }
    try controller.cancel(name: name)
  }
}

/// The programs that jobs run, each copied into the store once, so that a new build does not change
/// what waiting jobs will run.
///
///     slurm/programs/SHA256
enum FrozenProgram {
  /// The folder of the copies.
  static func folder(in store: Store) -> String { Submission.root(of: store) + "/programs" }

  /// Copies a program, unless that was done before.
  ///
  /// - Returns: The path of the copy.
  /// - Throws: `FileError` when it cannot be read or written.
  static func freeze(_ path: String, in store: Store) throws -> String {
    let copy = "\(folder(in: store))/\(try SHA256.hexadecimal(ofFile: path))"
    if !FileSystem.exists(copy) { try write(MappedFile(path: path), to: copy) }
    guard chmod(copy, 0o755) == 0 else { throw FileError.system(copy, "cannot be made a program") }
    FileSystem.touch(copy)
    return copy
  }

  private static func write(_ file: MappedFile, to copy: String) throws(FileError) {
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
  }
}
