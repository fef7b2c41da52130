import Numerics
import Specification

/// Variance 2 / (fan in + fan out) (Glorot and Bengio, AISTATS 2010, equation 16).
public struct XavierWeights: Initializer {
  /// Uniform or normal.
  public var distribution = WeightDistribution.uniform

  /// The usual settings.
  public init() {}

  /// `xavier`
  public static var kind: String { "xavier" }
  /// What it is.
  public static var summary: String { "variance 2 / (fan in + fan out)" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("distribution", \.distribution, "uniform or normal", isPrimary: true)
    ]
  }

  /// A draw of variance 2 / (fan in + fan out).
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    let deviation = (2 / Double(max(1, tensor.fanIn + tensor.fanOut))).squareRoot()
    return distribution.draw(deviation: deviation, &random)
  }
}
