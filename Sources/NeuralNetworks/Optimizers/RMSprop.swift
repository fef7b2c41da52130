import CKernels
import Numerics
import Specification

/// RMSprop: the gradient over the root of its running mean square (Tieleman and Hinton, 2012).
public struct RMSprop: Optimizer {
  /// The step size.
  public var learningRate = 0.01
  /// The decay of the running mean square.
  public var smoothing = 0.99
  /// Added to its root.
  public var epsilon = 1e-8
  /// How much of the last step's direction is kept.
  public var momentum = 0.0
  /// The weight of the L2 penalty, added to the gradient.
  public var weightDecay = 0.0

  /// PyTorch's settings.
  public init() {}

  /// `rmsprop`
  public static var kind: String { "rmsprop" }
  /// What it is.
  public static var summary: String { "gradient over the root of its running mean square" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("learningRate", \.learningRate, "step size", .atLeast(0), isPrimary: true),
      Field("smoothing", \.smoothing, "decay of the mean square", .from(0, below: 1)),
      Field("epsilon", \.epsilon, "added to the root of the mean square", .atLeast(0)),
      Field("momentum", \.momentum, "how much of the last direction is kept", .from(0, below: 1)),
      Field("weightDecay", \.weightDecay, "weight of the L2 penalty", .atLeast(0)),
    ]
  }

  /// The mean square, and the velocity where there is momentum.
  public var moments: Int { momentum == 0 ? 1 : 2 }

  /// One step.
  public func update<T: Scalar>(_ memory: OptimizerMemory<T>, step: Int, learningRate: Double) {
    let constants = ck_rmsprop(
      learning_rate: learningRate, smoothing: smoothing, epsilon: epsilon, momentum: momentum,
      weight_decay: weightDecay)
    inBlocks(memory.weights.count) { offset, count in
      withUnsafePointer(to: constants) {
        T.kernels.rmsprop(
          $0, count, memory.gradientFactor, memory.gradients.all.base + offset,
          memory.weights.all.base + offset, memory.moments[0].all.base + offset,
          memory.moments.dropFirst().first.map { $0.all.base + offset })
      }
    }
  }
}
