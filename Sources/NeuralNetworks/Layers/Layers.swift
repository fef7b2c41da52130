import Numerics
import Specification

/// The kinds of layer.
public enum Layers: Family {
  public typealias Member = any Layer
  /// "layer"
  public static var name: String { "layer" }
  public static var kinds: [any Described.Type] {
    [
      Convolution.self, TransposedConvolution.self, Linear.self, Flatten.self, Unflatten.self,
      BatchNorm.self, GroupNorm.self, LayerNorm.self, MaxPool.self, AveragePool.self,
      GlobalAveragePool.self, ReLU.self, LeakyReLU.self, Tanh.self, Sigmoid.self, ELU.self,
      GELU.self, Softmax.self, Dropout.self, Upsample.self, Residual.self,
    ]
  }
}

/// What one layer of an experiment file describes: its options, and the shapes and numbers that
/// follow from them.
public protocol Layer: Described {
  /// The shape of a sample after the layer.
  func output(for input: Shape) throws(ShapeProblem) -> Shape
  /// Its weights, in PyTorch's order; the shape has been accepted by `output`.
  func parameters(for input: Shape) -> [ParameterSpecification]
  /// Between which numbers its output lies, in use after training, for input within a range.
  func range(of input: ClosedRange<Double>) -> ClosedRange<Double>
  /// The fewest images that a training batch may hold.
  func fewestImages(for input: Shape) -> Int
  /// Multiplications with an addition in products of matrices that one sample costs, on the way forward; 0
  /// where the layer has none, only work in proportion to its output.
  func multiplyAdds(for input: Shape) -> Int
  /// The layer as an expression of Python that makes a module of PyTorch with the same weights.
  func pyTorch(for input: Shape) -> String
  /// The layer at work.
  ///
  /// - Parameters:
  ///   - input: a shape that `output` has accepted.
  ///   - weights: the places of `parameters`, in their order.
  ///   - name: its name in the model, as "encoder.0", which its random numbers depend on.
  ///   - plan: where it asks for memory.
  /// - Returns: the operation.
  /// - Throws: `ShapeProblem` for a shape that `output` does not accept.
  func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T>
}

extension Layer {
  /// No weights.
  public func parameters(for input: Shape) -> [ParameterSpecification] { [] }
}

/// One tensor of weights of a layer.
public struct ParameterSpecification: Sendable {
  /// Its name within the layer, PyTorch's: "weight", "bias", "running_mean".
  public let name: String
  /// Its shape in a weight file, PyTorch's.
  public let shape: [Int]
  /// Where each dimension of ours is found among PyTorch's: ours `d` is theirs `order[d]`.
  public let order: [Int]
  /// Whether the optimizer changes it; the running statistics of batch norm are not trained.
  public let isTrained: Bool
  /// The products each of its layer's outputs adds up, which scales the first weights.
  public let fanIn: Int
  /// The outputs each input takes part in.
  public let fanOut: Int
  /// The value before training, for weights that are not drawn.
  public let constant: Double?
  /// Whether a file keeps it as an integer, as PyTorch does with counts.
  public let isInteger: Bool

  /// Describes a tensor of weights.
  public init(
    _ name: String, shape: [Int], order: [Int]? = nil, isTrained: Bool = true, fanIn: Int = 1,
    fanOut: Int = 1, constant: Double? = nil, isInteger: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.order = order ?? Array(shape.indices)
    self.isTrained = isTrained
    self.fanIn = fanIn
    self.fanOut = fanOut
    self.constant = constant
    self.isInteger = isInteger
  }

  /// Whether it is a bias: one number an output.
  var isBias: Bool { shape.count == 1 }

  /// The same tensor within a part of the layer: "mean.weight".
  func prefixed(_ part: String) -> ParameterSpecification { named("\(part).\(name)") }

  /// The same tensor under another name.
  func named(_ name: String) -> ParameterSpecification {
    ParameterSpecification(
      name, shape: shape, order: order, isTrained: isTrained, fanIn: fanIn,
      fanOut: fanOut, constant: constant, isInteger: isInteger)
  }

  /// How many numbers it holds; `Int.max` when there are more than can be counted.
  public var count: Int { Count.product(shape).value }
}

extension ClosedRange<Double> {
  /// Any number.
  public static var anything: ClosedRange<Double> { -Double.infinity...Double.infinity }
}
