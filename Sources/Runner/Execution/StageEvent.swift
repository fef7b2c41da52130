/// What a runner reports while it works.
public enum StageEvent: Sendable, Equatable {
  /// An epoch has ended: how many are done, of how many, and the training loss.
  case epoch(Int, of: Int, loss: Double?)
  /// Some of the work is done: steps (restarts, iterations), of how many.
  case step(Int, of: Int)
  /// Something worth knowing: "resumed after epoch 12".
  case note(String)

  /// The part that is done, 0...1, when the event tells.
  public var fraction: Double? {
    switch self {
    case .epoch(let done, let total, _), .step(let done, let total):
      total > 0 ? min(1, Double(done) / Double(total)) : nil
    case .note: nil
    }
  }
}
