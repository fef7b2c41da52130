import CKernels
import Numerics
import Specification

/// The kinds of optimizer.
public enum Optimizers: Family {
  public typealias Member = any Optimizer
  /// "optimizer"
  public static var name: String { "optimizer" }
  public static var kinds: [any Described.Type] {
    [GradientDescent.self, Adam.self, AdamW.self, RMSprop.self]
  }
}

/// A rule that changes weights against their gradient.
public protocol Optimizer: Described {
  /// The step size before any schedule.
  var learningRate: Double { get }
  /// How many numbers it remembers for each weight.
  var moments: Int { get }

  /// Changes weights.
  ///
  /// - Parameters:
  ///   - memory: weights, gradients and what is remembered.
  ///   - step: the number of the step, from 1.
  ///   - learningRate: the step size, as the schedule says.
  func update<T: Scalar>(_ memory: OptimizerMemory<T>, step: Int, learningRate: Double)
}

/// What an optimizer works on: every weight of a model side by side.
public struct OptimizerMemory<T: Scalar>: @unchecked Sendable {
  let weights: Arena<T>
  let gradients: Arena<T>
  /// One arena, laid out as the weights are, for each number that is remembered.
  let moments: [Arena<T>]
  /// What gradients are multiplied by first: below 1 where they are clipped.
  var gradientFactor = 1.0
}

/// Stochastic gradient descent, with momentum and Nesterov's variant as PyTorch has them.
public struct GradientDescent: Optimizer {
  public var learningRate = 0.01
  /// How much of the last step's direction is kept.
  public var momentum = 0.0
  /// Whether the gradient is taken ahead of the momentum.
  public var nesterov = false
  /// The weight of the L2 penalty, added to the gradient.
  public var weightDecay = 0.0

  /// Without momentum.
  public init() {}

  public static var kind: String { "sgd" }
  public static var summary: String { "stochastic gradient descent" }
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

/// RMSprop: the gradient over the root of its running mean square (Tieleman and Hinton, 2012).
public struct RMSprop: Optimizer {
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

  public static var kind: String { "rmsprop" }
  public static var summary: String { "gradient over the root of its running mean square" }
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

/// Adam (Kingma and Ba: "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1).
public struct Adam: Optimizer {
  public var learningRate = 0.001
  /// The decay of the running mean of the gradient.
  public var beta1 = 0.9
  /// The decay of the running mean of its square.
  public var beta2 = 0.999
  /// Added to the root of the mean square.
  public var epsilon = 1e-8
  /// The weight of the L2 penalty, added to the gradient.
  public var weightDecay = 0.0

  /// The paper's settings.
  public init() {}

  public static var kind: String { "adam" }
  public static var summary: String { "Adam" }
  public static var fields: [Field<Self>] {
    [
      Field("learningRate", \.learningRate, "step size", .atLeast(0), isPrimary: true),
      Field("beta1", \.beta1, "decay of the mean gradient", .from(0, below: 1)),
      Field("beta2", \.beta2, "decay of the mean squared gradient", .from(0, below: 1)),
      Field("epsilon", \.epsilon, "added to the root of the mean square", .atLeast(0)),
      Field("weightDecay", \.weightDecay, "weight of the L2 penalty", .atLeast(0)),
    ]
  }

  /// Mean and mean square.
  public var moments: Int { 2 }

  /// One step of the paper's algorithm 1.
  public func update<T: Scalar>(_ memory: OptimizerMemory<T>, step: Int, learningRate: Double) {
    memory.adam(constants(step: step, learningRate: learningRate))
  }

  /// The constants of a step, from 1.
  func constants(step: Int, learningRate: Double) -> ck_adam {
    ck_adam(
      step_size: learningRate / (1 - integerPower(beta1, step)), beta1: beta1, beta2: beta2,
      epsilon: epsilon, root_correction: (1 - integerPower(beta2, step)).squareRoot(),
      weight_decay: weightDecay, shrink: 1)
  }
}

extension OptimizerMemory {
  /// One step of Adam on every weight.
  func adam(_ constants: ck_adam) {
    inBlocks(weights.count) { offset, count in
      withUnsafePointer(to: constants) {
        T.kernels.adam(
          $0, count, gradientFactor, gradients.all.base + offset, weights.all.base + offset,
          moments[0].all.base + offset, moments[1].all.base + offset)
      }
    }
  }
}

/// `base` to a whole, non-negative power, by repeated squaring.
func integerPower(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var factor = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}

/// Adam with the weights themselves shrunk at each step instead of an L2 penalty (Loshchilov and
/// Hutter: "Decoupled weight decay regularization", ICLR 2019).
public struct AdamW: Optimizer {
  public var learningRate = 0.001
  /// The decay of the running mean of the gradient.
  public var beta1 = 0.9
  /// The decay of the running mean of its square.
  public var beta2 = 0.999
  /// Added to the root of the mean square.
  public var epsilon = 1e-8
  /// What a step takes off each weight, as a multiple of weight and learning rate.
  public var weightDecay = 0.01

  /// PyTorch's settings.
  public init() {}

  public static var kind: String { "adamW" }
  public static var summary: String { "Adam with decoupled weight decay" }
  public static var fields: [Field<Self>] {
    [
      Field("learningRate", \.learningRate, "step size", .atLeast(0), isPrimary: true),
      Field("beta1", \.beta1, "decay of the mean gradient", .from(0, below: 1)),
      Field("beta2", \.beta2, "decay of the mean squared gradient", .from(0, below: 1)),
      Field("epsilon", \.epsilon, "added to the root of the mean square", .atLeast(0)),
      Field(
        "weightDecay", \.weightDecay, "share of the weight taken off, times the step size",
        .atLeast(0)),
    ]
  }

  /// Mean and mean square.
  public var moments: Int { 2 }

  /// Shrinks the weights, then takes a step of Adam.
  public func update<T: Scalar>(_ memory: OptimizerMemory<T>, step: Int, learningRate: Double) {
    var adam = Adam()
    adam.beta1 = beta1
    adam.beta2 = beta2
    adam.epsilon = epsilon
    var constants = adam.constants(step: step, learningRate: learningRate)
    constants.shrink = 1 - learningRate * weightDecay
    memory.adam(constants)
  }
}
