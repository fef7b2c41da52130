import Specification

/// The learning rate times `factor` whenever the loss has not fallen for `patience` epochs.
public struct ReduceOnPlateau: Schedule {
  /// What each reduction multiplies by.
  public var factor = 0.1
  /// Epochs without improvement that are let pass.
  public var patience = 10
  /// Share by which the loss must fall to count.
  public var threshold = 1e-4

  /// The usual settings.
  public init() {}

  /// `plateau`
  public static var kind: String { "plateau" }
  /// What it is.
  public static var summary: String {
    "the learning rate times a factor when the loss stops falling"
  }
  /// Its options.
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
