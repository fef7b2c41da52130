import Numerics
import Specification

/// Half a cosine over the whole training (Loshchilov and Hutter: "SGDR", ICLR 2017, without restarts),
/// constant within an epoch.
public struct CosineDecay: Schedule {
  /// Share of the learning rate at the end.
  public var minimum = 0.0

  /// The usual settings.
  public init() {}

  /// `cosine`
  public static var kind: String { "cosine" }
  /// What it is.
  public static var summary: String { "half a cosine from the learning rate down to a share of it" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "minimum", \.minimum, "share of the learning rate at the end", .between(0, 1),
        isPrimary: true)
    ]
  }

  /// minimum + (1 - minimum) (1 + cos(pi epochs done / epochs)) / 2.
  public func factor(at position: SchedulePosition) -> Double {
    let share = Double(position.epoch) / Double(max(1, position.epochs))
    return minimum + (1 - minimum) * (1 + Elementary.sinCos(Double.pi * share).cosine) / 2
  }
}
