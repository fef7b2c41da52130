/// What repeated measurements say: their number, mean and spread.
public struct SampleSummary: Sendable, Equatable {
  /// The number of values.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The sample standard deviation, by n - 1; nil for a single value.
  public let deviation: Double?

  /// Summarises values; nil when there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() : nil
  }

  /// The interval that holds the true mean with the given confidence, by Student's distribution; nil
  /// for a single value.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double>? {
    guard let deviation, deviation.isFinite, mean.isFinite else { return nil }
    let quantile = StudentT.quantile((1 + confidence) / 2, degrees: count - 1)
    let margin = quantile * deviation / Double(count).squareRoot()
    return mean - margin...mean + margin
  }

  /// The probability, were the true mean zero, of a mean as far from zero or farther (Student's
  /// t-test; of differences between pairs it is the paired test).
  ///
  /// - Parameter blur: a variance that every value has beyond what they show, as that of rounding.
  /// - Returns: nil for a single value, and for values that are all the same but not zero, of whose
  ///   spread nothing is known.
  public func probabilityOfZeroMean(blur: Double = 0) -> Double? {
    guard let deviation else { return nil }
    let spread = (deviation * deviation + blur).squareRoot()
    guard spread > 0 else { return mean == 0 ? 1 : nil }
    return StudentT.twoSided(mean / spread * Double(count).squareRoot(), degrees: count - 1)
  }
}

/// Student's t distribution with a whole number of degrees of freedom, the same bits on every machine.
public enum StudentT {
  /// The probability of a value beyond ±t; relative error 1e-12.
  ///
  /// It is the regularised incomplete beta function I_x(n / 2, 1 / 2) at x = n / (n + t^2)
  /// (Abramowitz and Stegun, 26.5.27).
  public static func twoSided(_ t: Double, degrees: Int) -> Double {
    guard t != 0, degrees > 0 else { return 1 }
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let n = Double(degrees)
    let share = n / (n + t * t)
    let rest = t * t / (n + t * t)
    return share < (n / 2 + 1) / (n / 2 + 2.5)
      ? incompleteBeta(share, rest, n / 2, 0.5, scale: beta(degrees))
      : 1 - incompleteBeta(rest, share, 0.5, n / 2, scale: beta(degrees))
  }

  /// The value that is not exceeded with the given probability, 0 < probability < 1.
  public static func quantile(_ probability: Double, degrees: Int) -> Double {
    guard probability != 0.5 else { return 0 }
    let outside = 2 * min(probability, 1 - probability)
    var (low, high) = (0.0, 1.0)
    while twoSided(high, degrees: degrees) > outside, high < 1e300 {
      (low, high) = (high, high * 2)
    }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if twoSided(middle, degrees: degrees) > outside { low = middle } else { high = middle }
    }
    return probability < 0.5 ? -high : high
  }

  /// B(n / 2, 1 / 2), from B(1/2, 1/2) = pi or B(1, 1/2) = 2 upwards.
  private static func beta(_ degrees: Int) -> Double {
    var (a, value) = degrees % 2 == 1 ? (0.5, Double.pi) : (1.0, 2.0)
    while a < Double(degrees) / 2 {
      value *= a / (a + 0.5)
      a += 1
    }
    return value
  }

  /// I_x(a, b) by its continued fraction (26.5.8 there, evaluated forwards by Lentz's method); `rest` is
  /// 1 - x, `scale` is B(a, b).
  private static func incompleteBeta(
    _ x: Double, _ rest: Double, _ a: Double, _ b: Double, scale: Double
  ) -> Double {
    var numerator = 1.0
    var denominator = 1 / (1 - (a + b) * x / (a + 1))
    var fraction = denominator
    for m in 1...1000 {
      let k = Double(m)
      let even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
      let odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
      for term in [even, odd] {
        denominator = 1 / (1 + term * denominator)
        numerator = 1 + term / numerator
        fraction *= numerator * denominator
      }
      if abs(numerator * denominator - 1) < 1e-16 { break }
    }
    let power = Elementary.exp(a * Elementary.log(x) + b * Elementary.log(rest))
    return power / (a * scale) * fraction
  }
}

/// Probabilities of chance corrected for how many of them are looked at (Holm: "A simple sequentially
/// rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979).
public enum HolmCorrection {
  /// The corrected probabilities, in the order given; a test that could not be made (nil) does not
  /// count.
  public static func corrected(_ probabilities: [Double?]) -> [Double?] {
    let order = probabilities.indices.filter { probabilities[$0] != nil }
      .sorted { (probabilities[$0] ?? 1, $0) < (probabilities[$1] ?? 1, $1) }
    var result = probabilities
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      let factor = Double(order.count - rank)
      largest = max(largest, min(1, factor * (probabilities[index] ?? 1)))
      result[index] = largest
    }
    return result
  }
}

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
