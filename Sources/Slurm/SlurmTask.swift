import Files
import Foundation
import Pipeline
import Runner
import Specification

/// What one task of a round computes, as it is frozen for the node that will run it.
struct SlurmTask {
  /// The stages and everything that they are made from.
  let plan: Plan
  /// The stages to compute, every one after its inputs.
  let stages: [Stage]

  /// The part of a plan that some stages need.
  init(_ keys: [StageKey], of whole: Plan) throws(PlanError) {
    var needed: [StageKey: Stage] = [:]
    var waiting = keys
    while let key = waiting.popLast() {
      guard needed[key] == nil, let stage = whole[key] else { continue }
      needed[key] = stage
      waiting += stage.inputs
    }
    // In the order of keys, so that the same stages give the same file.
    self.init(try Plan(needed.sorted { $0.key < $1.key }.map(\.value), targets: Set(keys)))
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `FileError`, `Problem` or `PlanError` when it cannot be read.
  init(at path: String) throws {
    self.init(try Plan(StoredFile.json(at: path)))
  }

  private init(_ plan: Plan) {
    self.plan = plan
    stages = plan.stages.filter { plan.targets.contains($0.key) }
  }

  /// Writes the task for the node that runs it.
  func write(to path: String) throws(FileError) {
    try AtomicFile.write(plan.json.canonical + "\n", to: path)
  }
}

/// How a task of a round ended: a file that appears whole, when the task has done what it could.
struct TaskEnd {
  /// What became of a stage.
  enum Fate: String {
    /// It is stored, or has failed for good, or cannot be computed since another failed: settled.
    case settled
    /// It was left at a checkpoint, from which it goes on.
    case checkpoint
    /// It was stopped before it was done.
    case stopped
    /// What it reads was not there.
    case waiting
  }

  /// Where the task ran.
  var node: String
  /// What became of each stage.
  var fates: [StageKey: Fate]

  /// Writes the file.
  func write(to path: String) throws(FileError) {
    let stages = fates.sorted { $0.key < $1.key }.map { key, fate in
      (key.hex, JSON.string(fate.rawValue))
    }
    try AtomicFile.write(
      JSON.object([("node", .string(node)), ("stages", .object(stages))]).pretty, to: path)
  }

  /// Reads what `write` wrote; nil when the task has not ended, or was cut off.
  init?(at path: String) {
    guard let json = try? StoredFile.json(at: path), let node = json["node"]?.string,
      let stages = json["stages"]?.members
    else { return nil }
    self.node = node
    fates = [:]
    for member in stages {
      guard let key = StageKey(hex: member.name), let text = member.value.string else { continue }
      fates[key] = Fate(rawValue: text)
    }
  }

  /// Says how a task ended.
  init(node: String, fates: [StageKey: Fate]) {
    self.node = node
    self.fates = fates
  }
}

/// What a task tells while it runs: events as JSON lines, appended one at a time, so that whoever asks
/// can read along from anywhere.
final class TaskJournal {
  private let path: String
  private var lastProgress = -Double.infinity

  /// Progress is told no more often than this, in seconds: the file may be far away.
  private static let interval = 3.0

  /// A journal in a file, which may hold what earlier attempts told.
  init(at path: String) { self.path = path }

  /// Writes an event, if it tells of a stage. What cannot be written is lost, and nothing else.
  func write(_ event: RunEvent) {
    switch event.kind {
    case .preparing, .began, .tick, .ended: return
    case .progress(_, _, let progress):
      guard progress.fraction == nil || event.time - lastProgress >= Self.interval else { return }
      lastProgress = event.time
    case .started, .waiting, .retrying, .finished, .message, .stopping: break
    }
    try? FileSystem.append(line: event.json.canonical, to: path)
  }

  /// The events of a file behind so many bytes, which are moved on, in order. A line that is still
  /// being written is left for the next time.
  static func read(_ path: String, from offset: inout Int) -> [RunEvent] {
    guard let size = FileSystem.status(path)?.st_size, Int(size) > offset,
      let file = try? MappedFile(path: path)
    else { return [] }
    let bytes = file.withUnsafeBytes { Array($0.dropFirst(offset)) }
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    offset += end + 1
    return bytes[..<end].split(separator: UInt8(ascii: "\n")).compactMap { line in
      let source = Source(name: path, bytes: Array(line))
      return (try? JSONParser.parse(source)).flatMap(RunEvent.init)
    }
  }

  /// The stages that were begun and not heard of again: what a task that was cut off was doing.
  static func unfinished(in path: String) -> Set<StageKey> {
    var offset = 0
    var begun: Set<StageKey> = []
    for event in read(path, from: &offset) {
      switch event.kind {
      case .started(let stage, _, _): begun.insert(stage.key)
      case .finished(let stage, _): begun.remove(stage.key)
      default: break
      }
    }
    return begun
  }
}
