import CKernels
import Numerics
import Specification

/// Stochastic gradient descent, with momentum and Nesterov's variant as PyTorch has them.
public struct GradientDescent: Optimizer {
  /// The step size.
  public var learningRate = 0.01
  /// How much of the last step's direction is kept.
  public var momentum = 0.0
  /// Whether the gradient is taken ahead of the momentum.
  public var nesterov = false
  /// The weight of the L2 penalty, added to the gradient.
  public var weightDecay = 0.0

  /// Without momentum.
  public init() {}

  /// `sgd`
  public static var kind: String { "sgd" }
  /// What it is.
  public static var summary: String { "stochastic gradient descent" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("learningRate", \.learningRate, "step size", .atLeast(0), isPrimary: true),
      Field("momentum", \.momentum, "how much of the last direction is kept", .from(0, below: 1)),
      Field("nesterov", \.nesterov, "whether the gradient is taken ahead of the momentum"),
      Field("weightDecay", \.weightDecay, "weight of the L2 penalty", .atLeast(0)),
    ]
  }

  /// Nesterov's variant is one of momentum.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if nesterov, momentum == 0 { report("nesterov", "nesterov needs a momentum above 0") }
  }

  /// The velocity, where there is momentum.
  public var moments: Int { momentum == 0 ? 0 : 1 }

  /// One step.
  public func update<T: Scalar>(_ memory: OptimizerMemory<T>, step: Int, learningRate: Double) {
    let constants = ck_descent(
      learning_rate: learningRate, momentum: momentum, weight_decay: weightDecay,
      nesterov: nesterov ? 1 : 0)
    inBlocks(memory.weights.count) { offset, count in
      withUnsafePointer(to: constants) {
        T.kernels.descend(
          $0, count, memory.gradientFactor, memory.gradients.all.base + offset,
          memory.weights.all.base + offset, memory.moments.first.map { $0.all.base + offset })
      }
    }
  }
}
