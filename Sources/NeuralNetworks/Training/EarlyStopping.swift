import Specification

/// When training ends before its last epoch, and with which weights.
public struct EarlyStopping: Described {
  /// The epochs without improvement that are let pass.
  public var patience = 10
  /// How much lower the loss must be to count as improved.
  public var minimumImprovement = 0.0
  /// Which weights are kept.
  public var keep = Kept.best

  /// Which weights a training ends with.
  public enum Kept: String, Word {
    /// Those of the epoch with the lowest loss; the numbers of a report are theirs.
    case best
    /// Those of the last epoch.
    case last
  }

  /// Ten epochs of patience.
  public init() {}

  public static var kind: String { "earlyStopping" }
  public static var summary: String {
    "ends training when the loss stops falling: on the validation images, where the dataset has "
      + "some, otherwise that of training itself"
  }
  public static var fields: [Field<Self>] {
    [
      Field("patience", \.patience, "epochs without improvement that are let pass", .atLeast(0)),
      Field(
        "minimumImprovement", \.minimumImprovement, "how much lower the loss must be to count",
        .atLeast(0)),
      Field("keep", \.keep, "weights to end with: of the best or of the last epoch"),
    ]
  }

  /// The epoch (from 1) of the last improvement among the losses after each epoch; 0 before any.
  func bestEpoch(_ losses: [Double]) -> Int {
    var best = Double.infinity
    var epoch = 0
    for (index, loss) in losses.enumerated() where loss < best - minimumImprovement {
      best = loss
      epoch = index + 1
    }
    return epoch
  }

  /// Whether the losses after each epoch say that it is enough.
  func isOver(_ losses: [Double]) -> Bool { losses.count - bestEpoch(losses) > patience }
}

/// The losses that a training chooses by: early stopping, the weights it keeps, plateaus of the learning
/// rate, and a search that compares trainings.
public enum WatchedLoss: String, Word {
  /// Those on the validation images.
  case validation
  /// Those of the training itself, for a dataset without validation images.
  case training
}

/// The number after each epoch that a training chooses by: one rule for all that chooses.
public struct LossWatch: Sendable {
  /// On which images it is taken.
  public let loss: WatchedLoss
  private let objective: (any Objective)?

  /// Watches the trainings of an objective.
  package init(_ loss: WatchedLoss, of objective: (any Objective)?) {
    self.loss = loss
    self.objective = objective
  }

  /// Whether the weight of what layers add to the loss, the KL divergence, grows from epoch to epoch.
  public var isAnnealed: Bool { weight(inEpoch: 1) != fullWeight }

  private var fullWeight: Double { weight(inEpoch: .max) }

  private func weight(inEpoch epoch: Int) -> Double {
    objective?.penaltyWeight(inEpoch: epoch) ?? 0
  }

  /// The loss of an epoch at the full weight of the KL divergence: while that weight grows, losses as
  /// they are made small cannot be compared.
  public func value(of report: EpochReport) -> Double {
    let summary = loss == .validation ? report.validation ?? report.train : report.train
    guard let penalty = summary.divergence else { return summary.loss }
    return summary.loss + (fullWeight - weight(inEpoch: report.epoch)) * penalty
  }
}

extension Training {
  /// Whether anything about the training follows the loss after its epochs.
  public var choosesByLoss: Bool {
    earlyStopping != nil || schedule?.value.followsLoss ?? false
  }

  /// Why a training cannot go on from the same one of fewer epochs; nil where it can.
  public var lengthObstacle: String? {
    guard let schedule, schedule.value.dependsOnLength else { return nil }
    return "the learning rate of the schedule \"\(schedule.kind)\" depends on the number of epochs"
  }

  /// The epoch, from 1, whose weights a training ends with; 0 before any.
  public func keptEpoch(of history: [EpochReport], by watch: LossWatch) -> Int {
    guard let stopping = earlyStopping, stopping.keep == .best else { return history.count }
    return stopping.bestEpoch(history.map(watch.value))
  }
}
