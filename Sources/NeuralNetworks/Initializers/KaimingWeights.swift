import Numerics
import Specification

/// Variance 2 / fan in, which suits ReLU (He et al.: "Delving deep into rectifiers", ICCV 2015,
/// equation 10).
public struct KaimingWeights: Initializer {
  /// Uniform or normal.
  public var distribution = WeightDistribution.normal

  /// The usual settings.
  public init() {}

  /// `kaiming`
  public static var kind: String { "kaiming" }
  /// What it is.
  public static var summary: String { "variance 2 / fan in, for ReLU" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("distribution", \.distribution, "uniform or normal", isPrimary: true)
    ]
  }

  /// A draw of variance 2 / fan in.
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    let deviation = (2 / Double(max(1, tensor.fanIn))).squareRoot()
    return distribution.draw(deviation: deviation, &random)
  }
}
