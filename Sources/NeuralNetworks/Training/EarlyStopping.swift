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

  /// `earlyStopping`
  public static var kind: String { "earlyStopping" }
  /// What it is.
  public static var summary: String {
    "ends training when the loss stops falling: on the validation images, where the dataset has "
      + "some, otherwise that of training itself"
  }
  /// Its options.
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
