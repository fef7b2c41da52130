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
