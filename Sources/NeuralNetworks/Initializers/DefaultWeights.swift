import Numerics
import Specification

/// PyTorch's defaults: weights and biases uniform within 1 / sqrt(fan in) (He et al.: "Delving deep
/// into rectifiers", ICCV 2015, with the slope sqrt 5).
public struct DefaultWeights: Initializer {
  /// The usual settings.
  public init() {}

  /// `default`
  public static var kind: String { "default" }
  /// What it is.
  public static var summary: String { "PyTorch's defaults: uniform within 1 / sqrt(fan in)" }
  /// Its options.
  public static var fields: [Field<Self>] {
    []
  }

  /// Uniform within 1 / sqrt(fan in).
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    let bound = 1 / Double(max(1, tensor.fanIn)).squareRoot()
    return random.uniform(-bound, bound)
  }

  /// The same.
  public func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    weight(tensor, &random)
  }
}
