import Files
import Foundation
import Specification

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
