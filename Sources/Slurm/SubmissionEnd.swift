import Pipeline
import Runner
import Specification

/// How a submission ended.
public struct SubmissionEnd: Sendable, Equatable {
  /// What became of it.
  public enum Kind: String, Sendable {
    /// Everything was tried, and the report is written.
    case done
    /// It was cancelled.
    case cancelled
    /// Nothing more could be done; the message says why.
    case trouble
  }

  /// What became of it.
  public var kind: Kind
  /// What went wrong, in lines for people: failed stages, or why nothing more could be done.
  public var messages: [String]
  /// Whether a trial failed.
  public var hasFailures: Bool
  /// The folder of the report, where there is one.
  public var results: String?

  /// An end.
  public init(
    _ kind: Kind, messages: [String] = [], hasFailures: Bool = false, results: String? = nil
  ) {
    self.kind = kind
    self.messages = messages
    self.hasFailures = hasFailures
    self.results = results
  }

  /// As it is written.
  var json: JSON {
    .object([
      ("end", .string(kind.rawValue)), ("messages", messages.json),
      ("hasFailures", hasFailures.json), ("results", results.json),
    ])
  }

  /// Reads what was written; nil when there is nothing yet.
  init?(at path: String) {
    guard FileSystem.exists(path), let json = try? StoredFile.json(at: path),
      let kind = json["end"]?.string.flatMap(Kind.init)
    else { return nil }
    self.kind = kind
    messages = (json["messages"]?.elements ?? []).compactMap(\.string)
    hasFailures = json["hasFailures"] == true.json
    results = json["results"]?.string
  }
}
