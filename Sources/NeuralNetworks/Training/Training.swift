import Specification

/// How a model is trained.
public struct Training: Described {
  /// What is made small; none: mean squared error, or cross entropy for a classifier.
  public var loss: OneOf<Losses>?
  /// How weights change; none: Adam.
  public var optimizer = OneOf<Optimizers>(Adam())
  /// How the learning rate changes; none: it does not.
  public var schedule: OneOf<Schedules>?
  /// The passes over the training set.
  public var epochs = 30
  /// The images of a step.
  public var batchSize = 64
  /// The epochs after which the model is looked at.
  public var checkpoints = Checkpoints.count(0)
  /// Random changes of the training images, applied in order.
  public var augmentation: [OneOf<Augmentations>] = []
  /// When training ends before its last epoch; none: never.
  public var earlyStopping: EarlyStopping?
  /// The largest norm of the gradient of all weights together; longer ones are shortened to it.
  public var gradientClipping: Double?
  /// When the loss on the training images is taken; none: while each epoch passes over them.
  public var measure: Measure?

  /// When the loss on the training images is taken.
  public enum Measure: String, Word {
    /// The mean over the steps of an epoch, whose weights change meanwhile: it costs nothing.
    case during
    /// By the weights that an epoch ends with, augmentation and dropout off: one more pass forward.
    case after
  }

  /// The first weights; none: PyTorch's defaults.
  public var initialization: OneOf<Initializers>?

  /// The file of the first weights; nil when they are drawn.
  public var firstWeights: FirstWeights? { initialization?.value as? FirstWeights }

  /// The same training, its first weights read from another path.
  public func takingWeights(from path: String) -> Training {
    guard var first = firstWeights else { return self }
    first.path = path
    var copy = self
    copy.initialization = OneOf(first)
    return copy
  }

  /// The experiment that trains the first weights; nil when there is none.
  public var transferredWeights: TransferredWeights? {
    initialization?.value as? TransferredWeights
  }

  /// The same training with other first weights.
  public func beginning(with first: FirstWeights) -> Training {
    var copy = self
    copy.initialization = OneOf(first)
    return copy
  }

  /// Thirty epochs of Adam in batches of 64.
  public init() {}

  public static var kind: String { "training" }
  public static var summary: String { "how a model is trained" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "loss", \.loss, "what is made small: mse, or crossEntropy for a classifier, unless said"),
      Field("optimizer", \.optimizer, "how weights change"),
      Field("schedule", \.schedule, "how the learning rate changes: not, unless said"),
      Field("epochs", \.epochs, "passes over the training set", .between(0, 1_000_000)),
      Field("batchSize", \.batchSize, "images of a step", .atLeast(1)),
      Field(
        "checkpoints", \.checkpoints,
        "at how many evenly spaced epochs, or at which epochs, the model is looked at"),
      Field("augmentation", \.augmentation, "random changes of the training images, in order"),
      Field("earlyStopping", \.earlyStopping, "when training ends before its last epoch"),
      Field(
        "gradientClipping", \.gradientClipping,
        "largest norm of the gradient of all weights together", .above(0)),
      Field(
        "measure", \.measure,
        "when the loss on the training images is taken: `during` an epoch (the mean of its steps, unless "
          + "said), or `after` it, by one more pass without augmentation or dropout"),
      Field(
        "init", \.initialization,
        "first weights: PyTorch's defaults, unless said; another kind, or the path of a .safetensors "
          + "file"),
    ]
  }
}

/// The epochs after which a model is looked at: so many, evenly spaced, or a list.
public enum Checkpoints: Specifiable, Equatable {
  /// So many, evenly spaced, the last epoch among them.
  case count(Int)
  /// After these epochs, the first being 1; 0 is before training.
  case epochs([Int])

  /// How many evenly spaced ones there may be: the weights of each are kept.
  static let mostCount = 10_000

  /// Reads a number or a list.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Checkpoints? {
    let numbers = json.elements ?? [json]
    guard numbers.allSatisfy({ ($0.integer ?? -1) >= 0 }) else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    let integers = numbers.compactMap(\.integer)
    if json.elements == nil, integers[0] > mostCount {
      problems.add(
        "\(integers[0]) checkpoints are too many: at most \(mostCount)", at: path,
        location: json.location)
      return nil
    }
    return json.elements == nil ? .count(integers[0]) : .epochs(integers)
  }

  public var json: JSON {
    switch self {
    case .count(let count): count.json
    case .epochs(let epochs): epochs.json
    }
  }

  /// A whole number, or a list of them.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let number: [(String, JSON)] = [("type", .string("integer")), ("minimum", .number(0))]
    let count = number + [("maximum", .number(mostCount))]
    let list: [(String, JSON)] = [("type", .string("array")), ("items", .object(number))]
    return .object([("anyOf", .array([.object(count), .object(list)]))])
  }

  public static var typeName: String { "how many, or a list of epochs" }

  /// The epochs, in order, of a training of so many.
  public func epochs(of total: Int) -> [Int] {
    switch self {
    case .epochs(let epochs): return Set(epochs).filter { $0 <= total }.sorted()
    case .count(let count):
      guard count > 0, total > 0 else { return [] }
      let kept = min(count, total)
      return (1...kept).map { (Count.product([$0, total]) / Count(kept)).value }
    }
  }
}
