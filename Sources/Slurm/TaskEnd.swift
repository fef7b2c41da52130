import Files
import Pipeline
import Runner
import Specification

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
