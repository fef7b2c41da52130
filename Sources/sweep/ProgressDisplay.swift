import Pipeline

/// Shows what a run reports, as plain lines.
final class ProgressDisplay {
  private let isQuiet: Bool
  private var done = 0
  private var total = 0

  init(_ arguments: Arguments) throws {
    isQuiet = arguments.has("--quiet")
  }

  /// Shows one event.
  func show(_ event: RunEvent) {
    guard !isQuiet else { return }
    switch event.kind {
    case .began(let overview):
      total = overview.missing
      Terminal.note(
        "\(overview.stages) stages, \(overview.cached) stored, \(overview.missing) to run")
    case .finished(let stage, .computed(let cost)):
      done += 1
      Terminal.note(
        "[\(done)/\(total)] \(stage.title) (\(Decimal.text(cost.seconds, digits: 1)) s)")
    case .message(let text): Terminal.note(text)
    case .retrying(let stage, let reason): Terminal.note("again: \(stage.title): \(reason)")
    default: break
    }
  }

  /// Ends the display.
  func finish() {}
}
