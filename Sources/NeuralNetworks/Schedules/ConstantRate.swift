import Specification

/// The same learning rate throughout.
public struct ConstantRate: Schedule {
  /// The usual settings.
  public init() {}

  /// `constant`
  public static var kind: String { "constant" }
  /// What it is.
  public static var summary: String { "the same learning rate throughout" }
  /// Its options.
  public static var fields: [Field<Self>] {
    []
  }

  /// 1.
  public func factor(at position: SchedulePosition) -> Double { 1 }
}
