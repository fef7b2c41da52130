import Files
import Foundation
import Pipeline
import Runner
import Specification

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
    case .began, .tick, .ended: return
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
