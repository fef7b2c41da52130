import Numerics
import Specification

/// Every weight the same.
public struct ConstantWeights: Initializer {
  /// The weight.
  public var value = 0.0

  /// The usual settings.
  public init() {}

  /// `constant`
  public static var kind: String { "constant" }
  /// What it is.
  public static var summary: String { "every weight the same" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("value", \.value, "the weight", isPrimary: true)
    ]
  }

  /// The value.
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    value
  }
}
