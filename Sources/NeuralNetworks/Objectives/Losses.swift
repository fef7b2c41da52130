import CKernels
import Specification

/// The kinds of loss.
public enum Losses: Family {
  public typealias Member = any Loss
  /// "loss"
  public static var name: String { "loss" }
  public static var kinds: [any Described.Type] {
    [
      MeanSquaredError.self, AbsoluteError.self, HuberLoss.self, BinaryCrossEntropy.self,
      CrossEntropy.self,
    ]
  }
}

/// How the losses of single numbers become one.
public enum Reduction: String, Word {
  /// Their mean over every number of the batch (over images, for class labels).
  case mean
  /// Their sum over the whole batch. Reports divide it by the images.
  case sum
}

/// What training makes small.
public protocol Loss: Described {
  /// What it needs of what it compares, decided before anything is trained.
  func findings(on use: LossUse) -> [Finding]
  /// How the losses of single numbers become one.
  var reduction: Reduction { get }
  /// What the axis of a figure calls it.
  static var term: String { get }
}

/// A loss that compares images, number by number.
public protocol ImageLoss: Loss {
  /// Its function as the kernels know it.
  var function: ck_loss { get }
  /// The function's parameter, where it has one.
  var parameter: Double { get }
}

extension ImageLoss {
  public var parameter: Double { 0 }
}

/// The squared difference (y - x)^2.
public struct MeanSquaredError: ImageLoss {
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  public static var kind: String { "mse" }
  public static var title: String { "MSE" }
  public static var term: String { "MSE" }
  public static var summary: String { "squared difference" }
  public static var fields: [Field<Self>] {
    [Field("reduction", \.reduction, "sum or mean over the numbers of an image")]
  }

  public var function: ck_loss { CK_SQUARED }
}

/// The absolute difference |y - x|.
public struct AbsoluteError: ImageLoss {
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  public static var kind: String { "l1" }
  public static var term: String { "L1" }
  public static var summary: String { "absolute difference" }
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image")
    ]
  }

  public var function: ck_loss { CK_ABSOLUTE }
}

/// Huber's loss: (y - x)^2 / 2 within `delta` of the target, delta (|y - x| - delta / 2) beyond.
public struct HuberLoss: ImageLoss {
  public var reduction = Reduction.mean
  /// Where the square ends and the straight line begins.
  public var delta = 1.0

  /// Averaged over everything.
  public init() {}

  public static var kind: String { "huber" }
  public static var term: String { "Huber" }
  public static var summary: String { "squared difference near the target, absolute beyond" }
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image"),
      Field("delta", \.delta, "where the square ends and the straight line begins", .above(0)),
    ]
  }

  public var function: ck_loss { CK_HUBER }
  /// The delta.
  public var parameter: Double { delta }
}

/// -x log y - (1 - x) log(1 - y) for numbers in [0, 1], each logarithm kept above -100.
public struct BinaryCrossEntropy: ImageLoss {
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  public static var kind: String { "bce" }
  public static var term: String { "binary cross entropy" }
  public static var summary: String { "binary cross entropy of numbers in [0, 1]" }
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image")
    ]
  }

  public var function: ck_loss { CK_BINARY_CROSS_ENTROPY }
}

/// Cross entropy of the softmax of class scores with the class, of whose certainty some may be
/// spread evenly over all classes (Szegedy et al., CVPR 2016).
public struct CrossEntropy: Loss {
  /// How the losses of single images become one.
  public var reduction = Reduction.mean
  /// The certainty that is spread over all classes.
  public var smoothing = 0.0

  /// Averaged over images, without smoothing.
  public init() {}

  public static var kind: String { "crossEntropy" }
  public static var term: String { "cross entropy" }
  public static var summary: String { "cross entropy of class scores with the class" }
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the images"),
      Field(
        "smoothing", \.smoothing, "certainty that is spread over all classes",
        .from(0, below: 1)),
    ]
  }
}

/// What a loss compares: the output of a network, and what it is held against.
public struct LossUse: Sendable {
  /// What the output is held against.
  public enum Target: Sendable {
    /// Images, whose numbers lie in a range.
    case images(ClosedRange<Double>)
    /// Classes.
    case classes
  }

  /// What the output is held against.
  public let target: Target
  /// Between which numbers the output lies.
  public let output: ClosedRange<Double>
  /// The kind of the last layer that does not only change the shape, as a file writes it.
  public let lastLayer: String

  /// The use of a loss by a network whose images have numbers in a range.
  public init(_ architecture: Architecture, pixels: ClosedRange<Double>) {
    target = architecture.classCount == nil ? .images(pixels) : .classes
    output = architecture.stacks.last?.range() ?? .anything
    let layers = architecture.stacks.last?.layers ?? []
    let working = layers.last { !($0.value is Flatten || $0.value is Unflatten) }
    lastLayer = working?.kind ?? ""
  }
}

extension ImageLoss {
  /// Whether it compares images.
  func kindFindings(on use: LossUse) -> [Finding] {
    guard case .classes = use.target else { return [] }
    return [
      .refusal("a classifier needs the loss \"crossEntropy\"; \"\(Self.kind)\" compares images")
    ]
  }

  /// Whether it compares images, and the output can reach their numbers.
  func reachFindings(on use: LossUse) -> [Finding] {
    let kind = kindFindings(on: use)
    guard case .images(let pixels) = use.target, kind.isEmpty else { return kind }
    guard use.output.lowerBound > pixels.lowerBound || use.output.upperBound < pixels.upperBound
    else { return [] }
    return [
      .note(
        "loss.reach", "The network cannot give back all pixel values",
        detail: "it ends in \"\(use.lastLayer)\", which gives \(words(use.output)), pixels are "
          + words(pixels),
        cure: "End the decoder in a layer of that range (linear layers and convolutions give any "
          + "number), or change the scale")
    ]
  }

  fileprivate func words(_ range: ClosedRange<Double>) -> String {
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true):
      "\(number(range.lowerBound)) to \(number(range.upperBound))"
    case (true, false): "\(number(range.lowerBound)) and more"
    case (false, true): "\(number(range.upperBound)) and less"
    case (false, false): "any number"
    }
  }

  private func number(_ value: Double) -> String { JSON.number(value).canonical }
}

extension MeanSquaredError {
  /// Images that the output can reach.
  public func findings(on use: LossUse) -> [Finding] { reachFindings(on: use) }
}

extension AbsoluteError {
  /// Images that the output can reach.
  public func findings(on use: LossUse) -> [Finding] { reachFindings(on: use) }
}

extension HuberLoss {
  /// Images that the output can reach.
  public func findings(on use: LossUse) -> [Finding] { reachFindings(on: use) }
}

extension BinaryCrossEntropy {
  /// Its logarithms are of numbers from 0 to 1, and its targets shares.
  public func findings(on use: LossUse) -> [Finding] {
    var findings = kindFindings(on: use)
    guard case .images(let pixels) = use.target else { return findings }
    if pixels.lowerBound < 0 || pixels.upperBound > 1 {
      findings.append(
        .refusal(
          "\"bce\" compares numbers from 0 to 1, pixels are \(words(pixels)): write the scale [0, 1] "
            + "and bring float images there, or choose \"mse\""))
    }
    if use.output.lowerBound < 0 || use.output.upperBound > 1 {
      findings.append(
        .refusal(
          "\"bce\" takes logarithms of the output, which must lie between 0 and 1, but a network that "
            + "ends in \"\(use.lastLayer)\" gives \(words(use.output)): end it in a sigmoid "
            + "(\"output\": \"sigmoid\" behind a mirrored decoder)"))
    }
    return findings
  }
}

extension CrossEntropy {
  /// Classes, and scores that may be any number: the softmax is its own.
  public func findings(on use: LossUse) -> [Finding] {
    guard case .classes = use.target else {
      return [
        .refusal(
          "the loss \"crossEntropy\" compares classes, this model gives images back: choose \"mse\", "
            + "or \"bce\" for pixels from 0 to 1")
      ]
    }
    guard use.output != .anything else { return [] }
    return [
      .note(
        "loss.scores", "The scores of the classes are bounded before their cross entropy is taken",
        detail: "the network ends in \"\(use.lastLayer)\"",
        cure: "The loss applies its own softmax, and cannot come near zero behind another: let the "
          + "last layer be a linear one")
    ]
  }
}
