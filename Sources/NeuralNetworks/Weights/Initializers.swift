import Numerics
import Specification

/// The kinds of first weights.
public enum Initializers: Family {
  public typealias Member = any Initializer
  /// "init"
  public static var name: String { "init" }
  public static var kinds: [any Described.Type] {
    [
      DefaultWeights.self, KaimingWeights.self, XavierWeights.self, NormalWeights.self,
      ConstantWeights.self, FirstWeights.self, TransferredWeights.self,
    ]
  }
  /// A path stands for the weights of a file.
  public static var shorthand: Shorthand? {
    Shorthand(suffix: ".safetensors", kind: FirstWeights.self)
  }
}

/// How the weights before training are drawn. Biases are 0 and batch norm starts as the identity,
/// but for PyTorch's defaults.
public protocol Initializer: Described {
  /// One weight of a tensor.
  func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double
  /// One bias.
  func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double
}

extension Initializer {
  /// 0.
  public func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double { 0 }
}

extension Network {
  /// Draws the first weights. Every tensor has a stream of its own, whose numbers come in
  /// PyTorch's order of dimensions.
  func drawWeights(_ initializer: any Initializer, seed: UInt64) {
    for tensor in tensors {
      let specification = tensor.specification
      let target = specification.isTrained ? weights : statistics
      var random = RandomStream(seed: seed, purpose: "weights/\(tensor.name)")
      let values = (0..<specification.count).map { _ in
        T(
          specification.constant
            ?? (specification.isBias
              ? initializer.bias(specification, &random)
              : initializer.weight(specification, &random)))
      }
      target.write(specification.permutation.toOurs(values), to: tensor.region)
    }
  }
}

/// The shape of the distribution that weights are drawn from.
public enum WeightDistribution: String, Word {
  /// Within a bound, all equally likely.
  case uniform
  /// Normal.
  case normal

  /// A draw of a given standard deviation.
  func draw(deviation: Double, _ random: inout RandomStream) -> Double {
    switch self {
    case .uniform:
      let bound = 3.0.squareRoot() * deviation
      return random.uniform(-bound, bound)
    case .normal: return deviation * random.normal()
    }
  }
}

/// PyTorch's defaults: weights and biases uniform within 1 / sqrt(fan in) (He et al.: "Delving deep
/// into rectifiers", ICCV 2015, with the slope sqrt 5).
public struct DefaultWeights: Initializer {
  public init() {}

  public static var kind: String { "default" }
  public static var summary: String { "PyTorch's defaults: uniform within 1 / sqrt(fan in)" }
  public static var fields: [Field<Self>] {
    []
  }

  /// Uniform within 1 / sqrt(fan in).
  public func weight(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    let bound = 1 / Double(max(1, tensor.fanIn)).squareRoot()
    return random.uniform(-bound, bound)
  }

  public func bias(_ tensor: ParameterSpecification, _ random: inout RandomStream) -> Double {
    weight(tensor, &random)
  }
}

/// Variance 2 / fan in, which suits ReLU (He et al.: "Delving deep into rectifiers", ICCV 2015,
/// equation 10).
public struct KaimingWeights: Initializer {
  /// Uniform or normal.
  public var distribution = WeightDistribution.normal

  public init() {}

  public static var kind: String { "kaiming" }
  public static var summary: String { "variance 2 / fan in, for ReLU" }
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

/// Variance 2 / (fan in + fan out) (Glorot and Bengio, AISTATS 2010, equation 16).
public struct XavierWeights: Initializer {
  /// Uniform or normal.
  public var distribution = WeightDistribution.uniform

  public init() {}

  public static var kind: String { "xavier" }
  public static var summary: String { "variance 2 / (fan in + fan out)" }
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

/// Normal with mean 0.
public struct NormalWeights: Initializer {
  /// Standard deviation.
  public var deviation = 0.02

  public init() {}

  public static var kind: String { "normal" }
  public static var summary: String { "normal of a given standard deviation" }
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

/// Every weight the same.
public struct ConstantWeights: Initializer {
  /// The weight.
  public var value = 0.0

  public init() {}

  public static var kind: String { "constant" }
  public static var summary: String { "every weight the same" }
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
