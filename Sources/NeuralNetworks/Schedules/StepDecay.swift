import Specification

/// The learning rate times `factor` every so many epochs.
public struct StepDecay: Schedule {
  /// Epochs between two changes.
  public var every = 10
  /// What each change multiplies by.
  public var factor = 0.1

  /// The usual settings.
  public init() {}

  /// `step`
  public static var kind: String { "step" }
  /// What it is.
  public static var summary: String { "the learning rate times a factor every so many epochs" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("every", \.every, "epochs between two changes", .atLeast(1), isPrimary: true),
      Field("factor", \.factor, "what each change multiplies by", .above(0)),
    ]
  }

  /// factor^(epochs done / every, rounded down).
  public func factor(at position: SchedulePosition) -> Double {
    integerPower(factor, position.epoch / max(1, every))
  }
}
