import CKernels
import Numerics
import Specification

/// Adam (Kingma and Ba: "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1).
public struct Adam: Optimizer {
  /// The step size.
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

  /// `adam`
  public static var kind: String { "adam" }
  /// What it is.
  public static var summary: String { "Adam" }
  /// Its options.
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
  /// The step size.
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

  /// `adamW`
  public static var kind: String { "adamW" }
  /// What it is.
  public static var summary: String { "Adam with decoupled weight decay" }
  /// Its options.
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
