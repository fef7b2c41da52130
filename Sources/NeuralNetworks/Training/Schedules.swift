import Numerics
import Specification

/// The kinds of learning rate schedule.
public enum Schedules: Family {
  public typealias Member = any Schedule
  /// "schedule"
  public static var name: String { "schedule" }
  public static var kinds: [any Described.Type] {
    [
      ConstantRate.self, StepDecay.self, CosineDecay.self, LinearWarmUp.self,
      ReduceOnPlateau.self,
    ]
  }
}

/// How the learning rate changes: a function of how far training has come.
public protocol Schedule: Described {
  /// Whether it follows the loss after each epoch, and not the steps alone.
  var followsLoss: Bool { get }
  /// Whether the number of epochs of the whole training has a part in it: then no training can go on
  /// from a shorter one.
  var dependsOnLength: Bool { get }
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
  /// The loss after each epoch that is done: on the validation images where the dataset has some,
  /// otherwise that of training.
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

/// The same learning rate throughout.
public struct ConstantRate: Schedule {
  public init() {}

  public var followsLoss: Bool { false }
  public var dependsOnLength: Bool { false }

  public static var kind: String { "constant" }
  public static var summary: String { "the same learning rate throughout" }
  public static var fields: [Field<Self>] {
    []
  }

  /// 1.
  public func factor(at position: SchedulePosition) -> Double { 1 }
}

/// The learning rate times `factor` every so many epochs.
public struct StepDecay: Schedule {
  /// Epochs between two changes.
  public var every = 10
  /// What each change multiplies by.
  public var factor = 0.1

  public init() {}

  public var followsLoss: Bool { false }
  public var dependsOnLength: Bool { false }

  public static var kind: String { "step" }
  public static var summary: String { "the learning rate times a factor every so many epochs" }
  public static var fields: [Field<Self>] {
    [
      Field("every", \.every, "epochs between two changes", .atLeast(1), isPrimary: true),
      Field("factor", \.factor, "what each change multiplies by", .above(0)),
    ]
  }

  /// factor^(epochs done / every, rounded down).
  public func factor(at position: SchedulePosition) -> Double {
    integerPower(factor, position.epoch / max(1, every))
  }
}

/// Half a cosine over the whole training (Loshchilov and Hutter: "SGDR", ICLR 2017, without restarts),
/// constant within an epoch.
public struct CosineDecay: Schedule {
  /// Share of the learning rate at the end.
  public var minimum = 0.0

  public init() {}

  public var followsLoss: Bool { false }
  public var dependsOnLength: Bool { true }

  public static var kind: String { "cosine" }
  public static var summary: String { "half a cosine from the learning rate down to a share of it" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "minimum", \.minimum, "share of the learning rate at the end", .between(0, 1),
        isPrimary: true)
    ]
  }

  /// minimum + (1 - minimum) (1 + cos(pi epochs done / epochs)) / 2.
  public func factor(at position: SchedulePosition) -> Double {
    let share = Double(position.epoch) / Double(max(1, position.epochs))
    return minimum + (1 - minimum) * (1 + Elementary.sinCos(Double.pi * share).cosine) / 2
  }
}

/// A learning rate that grows linearly over the steps of the first epochs; then another schedule.
public struct LinearWarmUp: Schedule {
  /// Epochs of growth.
  public var epochs = 5
  /// Schedule afterwards, its epochs counted from the end of the growth.
  public var then: OneOf<Schedules>?

  public init() {}

  public var followsLoss: Bool { then?.value.followsLoss ?? false }
  public var dependsOnLength: Bool { then?.value.dependsOnLength ?? false }

  public static var kind: String { "warmUp" }
  public static var summary: String { "steps growing linearly, then another schedule" }
  public static var fields: [Field<Self>] {
    [
      Field("epochs", \.epochs, "epochs of growth", .atLeast(1), isPrimary: true),
      Field("then", \.then, "schedule afterwards, its epochs counted from the end of the growth"),
    ]
  }

  /// (steps done + 1) / steps of growth; then the other schedule's.
  public func factor(at position: SchedulePosition) -> Double {
    guard position.epoch >= epochs else {
      let done = position.epoch * position.stepsPerEpoch + position.step
      return Double(done + 1) / (Double(epochs) * Double(position.stepsPerEpoch))
    }
    var rest = position
    rest.epoch -= epochs
    rest.epochs -= epochs
    rest.losses = Array(position.losses.dropFirst(epochs))
    return then?.value.factor(at: rest) ?? 1
  }
}

/// The learning rate times `factor` whenever the loss has not fallen for `patience` epochs.
public struct ReduceOnPlateau: Schedule {
  /// What each reduction multiplies by.
  public var factor = 0.1
  /// Epochs without improvement that are let pass.
  public var patience = 10
  /// Share by which the loss must fall to count.
  public var threshold = 1e-4

  public init() {}

  public var followsLoss: Bool { true }
  public var dependsOnLength: Bool { false }

  public static var kind: String { "plateau" }
  public static var summary: String {
    "the learning rate times a factor when the loss stops falling: on the validation images, where "
      + "the dataset has some, otherwise that of training itself"
  }
  public static var fields: [Field<Self>] {
    [
      Field("factor", \.factor, "what each reduction multiplies by", .above(0)),
      Field(
        "patience", \.patience, "epochs without improvement that are let pass", .atLeast(0),
        isPrimary: true),
      Field("threshold", \.threshold, "share by which the loss must fall to count", .atLeast(0)),
    ]
  }

  /// factor^(reductions so far), as PyTorch counts them.
  public func factor(at position: SchedulePosition) -> Double {
    var best = Double.infinity
    var waited = 0
    var reductions = 0
    for loss in position.losses {
      if loss < best * (1 - threshold) {
        best = loss
        waited = 0
      } else {
        waited += 1
      }
      if waited > patience {
        reductions += 1
        waited = 0
      }
    }
    return integerPower(factor, reductions)
  }
}
