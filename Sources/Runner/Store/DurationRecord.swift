import Files
import Specification

/// What a stage took, for the estimates of later runs.
public struct DurationRecord: Sendable, Equatable {
  /// The stage.
  public let key: StageKey
  /// Its kind.
  public let kind: String
  /// What it was expected to take.
  public let expected: Cost
  /// What it took.
  public let actual: Cost

  /// As it is written, on one line.
  var json: JSON {
    .object([
      ("key", .string(key.hex)), ("kind", .string(kind)),
      ("expectedSeconds", .number(expected.seconds)), ("expectedMemory", .number(expected.memory)),
      ("seconds", .number(actual.seconds)), ("memory", .number(actual.memory)),
    ])
  }

  /// Remembers what a stage took.
  public init(key: StageKey, kind: String, expected: Cost, actual: Cost) {
    self.key = key
    self.kind = kind
    self.expected = expected
    self.actual = actual
  }

  /// Reads a line.
  init?(_ json: JSON) {
    guard let key = json["key"]?.string.flatMap(StageKey.init(hex:)),
      let kind = json["kind"]?.string,
      let expectedSeconds = json["expectedSeconds"]?.number,
      let expectedMemory = json["expectedMemory"]?.integer,
      let seconds = json["seconds"]?.number, let memory = json["memory"]?.integer
    else { return nil }
    self.init(
      key: key, kind: kind, expected: Cost(seconds: expectedSeconds, memory: expectedMemory),
      actual: Cost(seconds: seconds, memory: memory))
  }
}

extension Store {
  private var durationsPath: String { root + "/durations.jsonl" }

  /// The latest durations, at most 2000, oldest first; damaged lines are passed over.
  public func durations() -> [DurationRecord] {
    guard let file = try? MappedFile(path: durationsPath) else { return [] }
    let text = file.withUnsafeBytes { String(decoding: $0.suffix(400 * 2000), as: UTF8.self) }
    return text.split(separator: "\n").suffix(2000).compactMap { line in
      let source = Source(name: durationsPath, bytes: Array(line.utf8))
      return (try? JSONParser.parse(source)).flatMap(DurationRecord.init)
    }
  }

  /// Remembers what a stage took.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  func record(_ duration: DurationRecord) throws(FileError) {
    try FileSystem.append(line: duration.json.canonical, to: durationsPath)
  }
}
