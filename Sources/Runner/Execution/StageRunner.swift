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
