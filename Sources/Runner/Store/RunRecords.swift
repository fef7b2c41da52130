import Files
import Foundation
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

/// How much longer, or shorter, stages of each kind took than expected.
public struct CostCorrection: Sendable {
  private let factors: [String: Double]

  /// Learns from what stages took: the median ratio of each kind, between 1/50 and 50.
  public init(_ records: [DurationRecord]) {
    factors = Dictionary(grouping: records, by: \.kind).mapValues { records in
      let ratios = records.filter { $0.expected.seconds > 0 && $0.actual.seconds > 0 }
        .map { $0.actual.seconds / $0.expected.seconds }.sorted()
      return ratios.isEmpty ? 1 : min(50, max(0.02, ratios[ratios.count / 2]))
    }
  }

  /// What a kind's expectation is multiplied by; 1 when nothing is known.
  public func factor(of kind: String) -> Double { factors[kind] ?? 1 }

  /// The seconds a stage is expected to take, corrected.
  public func seconds(_ stage: Stage) -> Double { stage.cost.seconds * factor(of: stage.kind) }
}

/// Why a stage could not be computed, as the store remembers it.
public struct FailureRecord: Sendable, Equatable {
  /// What went wrong, in one sentence.
  public let reason: String
  /// How many times it was tried.
  public let attempts: Int
  /// Where the standard error of the attempts is.
  public let log: String
  /// Whether the same specification always fails so; then it is not tried again.
  public let isFinal: Bool

  /// Remembers a failure.
  public init(reason: String, attempts: Int, log: String, isFinal: Bool) {
    self.reason = reason
    self.attempts = attempts
    self.log = log
    self.isFinal = isFinal
  }

  /// As it is written.
  var json: JSON {
    .object([
      ("reason", .string(reason)), ("attempts", .number(attempts)), ("log", .string(log)),
      ("final", JSON(.bool(isFinal))),
    ])
  }

  /// Reads what was written.
  init?(_ json: JSON) {
    guard let reason = json["reason"]?.string, let attempts = json["attempts"]?.integer,
      let log = json["log"]?.string
    else { return nil }
    self.init(
      reason: reason, attempts: attempts, log: log,
      isFinal: json["final"]?.value == .bool(true))
  }
}

extension Store {
  private func failurePath(_ key: StageKey) -> String { "\(root)/failures/\(key.hex).json" }

  /// Why a stage could not be computed when it was last tried; nil when it did not fail.
  public func failure(of key: StageKey) -> FailureRecord? {
    let path = failurePath(key)
    guard let text = FileSystem.text(path),
      let json = try? JSONParser.parse(Source(name: path, bytes: Array(text.utf8)))
    else { return nil }
    return FailureRecord(json)
  }

  /// Remembers why a stage could not be computed.
  ///
  /// - Throws: `FileError` when the store cannot be written.
  public func record(_ failure: FailureRecord, of key: StageKey) throws(FileError) {
    try AtomicFile.write(failure.json.pretty, to: failurePath(key))
  }

  /// Forgets a failure, so that the stage is tried again.
  public func forgetFailure(of key: StageKey) { unlink(failurePath(key)) }
}
