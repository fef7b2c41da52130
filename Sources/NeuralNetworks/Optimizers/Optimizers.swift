import Specification

/// The kinds of optimizer.
public enum Optimizers: Family {
  /// What every optimizer can do.
  public typealias Member = any Optimizer
  /// "optimizer"
  public static var name: String { "optimizer" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] { [Adam.self] }
}

/// A rule that changes weights against their gradient.
public protocol Optimizer: Described {
  /// The step size before any schedule.
  var learningRate: Double { get }
  /// How many numbers it remembers for each weight.
  var moments: Int { get }
}
