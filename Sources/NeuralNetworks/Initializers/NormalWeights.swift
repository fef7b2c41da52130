import Numerics
import Specification

/// Normal with mean 0.
public struct NormalWeights: Initializer {
  /// Standard deviation.
  public var deviation = 0.02

  /// The usual settings.
  public init() {}

  /// `normal`
  public static var kind: String { "normal" }
  /// What it is.
  public static var summary: String { "normal of a given standard deviation" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("deviation", \.deviation, "standard deviation", .atLeast(0), isPrimary: true)
    ]
  }

  /// A draw.
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    deviation * random.normal()
  }
}
