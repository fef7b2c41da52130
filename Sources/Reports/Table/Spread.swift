import Numerics

/// The mean of a number over seeds, and how far the seeds lie apart.
struct Spread: Equatable {
  /// The mean.
  let mean: Double
  /// The sample standard deviation, by n - 1; nil for a single seed.
  let deviation: Double?
  /// The number of seeds.
  let count: Int

  /// The spread of values; nil when there are none.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let total = Double(values.count)
    let mean = values.reduce(0, +) / total
    self.mean = mean
    guard values.count > 1 else {
      deviation = nil
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / (total - 1)).squareRoot()
  }
}
