import Specification

/// The kinds of learning rate schedule.
public enum Schedules: Family {
  /// What every schedule can do.
  public typealias Member = any Schedule
  /// "schedule"
  public static var name: String { "schedule" }
  /// Every kind, in the order the reference shows them.
  public static var kinds: [any Described.Type] {
    [
      ConstantRate.self, StepDecay.self, CosineDecay.self, LinearWarmUp.self,
      ReduceOnPlateau.self,
    ]
  }
}

/// How the learning rate changes: a function of how far training has come.
public protocol Schedule: Described {
  /// What the optimizer's learning rate is multiplied by for a step.
  func factor(at position: SchedulePosition) -> Double
}

/// How far a training has come.
public struct SchedulePosition: Sendable {
  /// The epochs that are done.
  public var epoch: Int
  /// The steps of the current epoch that are done.
  public var step: Int
  /// The steps of an epoch.
  public var stepsPerEpoch: Int
  /// The epochs of the whole training.
  public var epochs: Int
  /// The loss after each epoch that is done: on the validation set where there is one.
  public var losses: [Double]

  /// Describes a position.
  public init(epoch: Int, step: Int, stepsPerEpoch: Int, epochs: Int, losses: [Double]) {
    self.epoch = epoch
    self.step = step
    self.stepsPerEpoch = stepsPerEpoch
    self.epochs = epochs
    self.losses = losses
  }
}
