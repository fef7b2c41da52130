import Specification

/// How a model is trained.
public struct Training: Described {
  /// What is made small; none: mean squared error, or cross entropy for a classifier.
  public var loss: OneOf<Losses>?
  /// How weights change; none: Adam.
  public var optimizer = OneOf<Optimizers>(Adam())
  /// The passes over the training set.
  public var epochs = 30
  /// The images of a step.
  public var batchSize = 64
  /// The epochs after which the model is looked at.
  public var checkpoints = Checkpoints.count(0)

  /// Thirty epochs of Adam in batches of 64.
  public init() {}

  /// `training`
  public static var kind: String { "training" }
  /// What it is.
  public static var summary: String { "how a model is trained" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "loss", \.loss, "what is made small: mse, or crossEntropy for a classifier, unless said"),
      Field("optimizer", \.optimizer, "how weights change"),
      Field("epochs", \.epochs, "passes over the training set", .atLeast(0)),
      Field("batchSize", \.batchSize, "images of a step", .atLeast(1)),
      Field(
        "checkpoints", \.checkpoints,
        "at how many evenly spaced epochs, or at which epochs, the model is looked at"),
    ]
  }
}
