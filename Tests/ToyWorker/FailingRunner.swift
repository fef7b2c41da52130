import Runner
import Specification

/// Fails with the reason of its specification.
struct FailingRunner: StageRunner {
  static let kind = "fail"
  static let version = 1

  func run(_ task: StageTask) throws {
    let isFinal = task.stage.specification["final"]?.value == .bool(true)
    throw StageFailure(
      task.stage.specification["reason"]?.string ?? "no reason", isFinal: isFinal)
  }
}
