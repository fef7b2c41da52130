import Specification

/// A learning rate that grows linearly over the steps of the first epochs; then another schedule.
public struct LinearWarmUp: Schedule {
  /// Epochs of growth.
  public var epochs = 5
  /// Schedule afterwards, its epochs counted from the end of the growth.
  public var then: OneOf<Schedules>?

  /// The usual settings.
  public init() {}

  /// `warmUp`
  public static var kind: String { "warmUp" }
  /// What it is.
  public static var summary: String { "steps growing linearly, then another schedule" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("epochs", \.epochs, "epochs of growth", .atLeast(1), isPrimary: true),
      Field("then", \.then, "schedule afterwards, its epochs counted from the end of the growth"),
    ]
  }

  /// (steps done + 1) / steps of growth; then the other schedule's.
  public func factor(at position: SchedulePosition) -> Double {
    guard position.epoch >= epochs else {
      let done = position.epoch * position.stepsPerEpoch + position.step
      return Double(done + 1) / (Double(epochs) * Double(position.stepsPerEpoch))
    }
    var rest = position
    rest.epoch -= epochs
    rest.epochs -= epochs
    rest.losses = Array(position.losses.dropFirst(epochs))
    return then?.value.factor(at: rest) ?? 1
  }
}
