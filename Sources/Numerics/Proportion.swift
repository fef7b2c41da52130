/// How often something came out right in a number of trials, and what that says of the true share.
public struct Proportion: Sendable, Equatable {
  /// How often it came out right.
  public let successes: Int
  /// How often it was tried.
  public let trials: Int

  /// A share of trials; nil when there were none, or fewer than successes.
  public init?(successes: Int, trials: Int) {
    guard trials > 0, (0...trials).contains(successes) else { return nil }
    self.successes = successes
    self.trials = trials
  }

  /// The share of trials that came out right, rounded to a whole number of them; nil for no share.
  public init?(share: Double, trials: Int) {
    guard (0...1).contains(share), trials > 0 else { return nil }
    self.init(successes: Int((share * Double(trials)).rounded()), trials: trials)
  }

  /// The share.
  public var share: Double { Double(successes) / Double(trials) }

  /// The interval that holds the true share with the given confidence (Wilson: "Probable inference, the
  /// law of succession, and statistical inference", JASA 22, 1927, without continuity correction); it
  /// never leaves 0 to 1.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    let z = Elementary.inverseNormal((1 + confidence) / 2)
    let n = Double(trials)
    let square = z * z / n
    let centre = (share + square / 2) / (1 + square)
    let margin =
      z / (1 + square) * (share * (1 - share) / n + square / (4 * n)).squareRoot()
    return
      (successes == 0 ? 0 : max(0, centre - margin))...(successes == trials
      ? 1 : min(1, centre + margin))
  }
}

/// The comparison of two judges of the same cases by the cases on which they disagree (McNemar: "Note
/// on the sampling error of the difference between correlated proportions", Psychometrika 12, 1947).
public enum McNemar {
  /// The probability, were both judges equally good, of so uneven a division of the cases that only one
  /// of them got right: exact, by the binomial distribution, both sides.
  ///
  /// - Parameters:
  ///   - first: the cases that only the first judge got right.
  ///   - second: those that only the second got right.
  /// - Returns: the probability, 0 to 1.
  public static func probability(_ first: Int, _ second: Int) -> Double {
    let total = first + second
    let fewer = min(first, second)
    guard fewer >= 0, fewer * 2 < total else { return 1 }
    // C(n, k) / 2^n at k = fewer, then the smaller terms relative to it.
    var logarithm = -Double(total) * Elementary.log(2)
    for index in 0..<fewer {
      logarithm += Elementary.log(Double(total - index)) - Elementary.log(Double(index + 1))
    }
    var term = 1.0
    var sum = 1.0
    for index in stride(from: fewer, to: 0, by: -1) {
      term *= Double(index) / Double(total - index + 1)
      sum += term
      if term < 1e-17 * sum { break }
    }
    return min(1, 2 * Elementary.exp(logarithm) * sum)
  }
}
