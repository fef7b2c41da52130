import Numerics
import Specification

/// The kinds of first weights.
public enum Initializers: Family {
  /// What every kind can do.
  public typealias Member = any Initializer
  /// "init"
  public static var name: String { "init" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] {
    [
      DefaultWeights.self, KaimingWeights.self, XavierWeights.self, NormalWeights.self,
      ConstantWeights.self, FirstWeights.self,
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
