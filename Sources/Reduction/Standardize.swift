import Numerics
import Specification

/// Shifts and scales every column to mean 0 and variance 1 (by n); a constant column becomes 0.
public struct Standardize: Reducer, Equatable {
  /// There is nothing to choose.
  public init() {}

  /// `standardize`
  public static var kind: String { "standardize" }
  /// One sentence.
  public static var summary: String { "Scales every column to mean 0 and variance 1." }
  /// No options.
  public static var fields: [Field<Standardize>] { [] }

  /// Nothing.
  public static var metrics: [Metric] { [] }

  /// Nothing is drawn.
  public var isRandom: Bool { false }

  /// As many as before.
  public func dimensions(rows: Int, columns: Int) -> Int { columns }

  /// One pass.
  public func work(on samples: SampleFacts) -> Work { .pass(over: samples) }

  /// Takes the means and variances of samples `[n, d]` and scales them.
  ///
  /// - Throws: `ReductionError` for values that are not finite or no samples.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    try samples.checkForReduction(method: "standardize", atLeast: 1)
    let centred = CentredSamples(samples)
    var squares = [Double](repeating: 0, count: samples.columns)
    for rows in CentredSamples.ranges(samples.rows, by: 256) {
      let block = centred.block(rows, 0..<samples.columns)
      for index in block.elements.indices {
        squares[index % samples.columns] += block.elements[index] * block.elements[index]
      }
    }
    let deviations = squares.map { ($0 / Double(samples.rows)).squareRoot() }
    let map = ColumnScaling(mean: centred.mean, deviation: deviations)
    return FittedReduction(embedding: try map.apply(to: samples), map: map)
  }
}

/// Columns less a mean, divided by a deviation.
public struct ColumnScaling: SampleMap, Equatable {
  /// The mean of each column.
  public let mean: [Double]
  /// The standard deviation of each column; a column whose deviation is rounding becomes 0.
  public let deviation: [Double]

  /// Scales samples `[m, d]`.
  ///
  /// - Throws: `ReductionError.columnsDiffer` for samples of another width.
  public func apply(to samples: Matrix<Float>) throws -> Matrix<Float> {
    guard samples.columns == mean.count else {
      throw ReductionError.columnsDiffer(fitted: mean.count, found: samples.columns)
    }
    let factors = zip(mean, deviation).map { mean, deviation in
      deviation > 1e-12 * abs(mean) ? 1 / deviation : 0
    }
    return Matrix(rows: samples.rows, columns: samples.columns) { target in
      for index in target.indices {
        let column = index % mean.count
        target[index] = Float((Double(samples.elements[index]) - mean[column]) * factors[column])
      }
    }
  }
}
