import Specification

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
