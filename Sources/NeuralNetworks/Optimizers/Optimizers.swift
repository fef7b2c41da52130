import Numerics
import Specification

/// The kinds of optimizer.
public enum Optimizers: Family {
  /// What every optimizer can do.
  public typealias Member = any Optimizer
  /// "optimizer"
  public static var name: String { "optimizer" }
  /// Every kind, in the order the reference shows them.
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
