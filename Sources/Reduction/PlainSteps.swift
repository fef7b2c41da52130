import Numerics
import Specification

/// Shifts and scales every column to mean 0 and variance 1 (by n); a constant column becomes 0.
public struct Standardize: Reducer, Equatable {
  public init() {}

  public static var kind: String { "standardize" }
  public static var summary: String { "Scales every column to mean 0 and variance 1." }
  public static var fields: [Field<Standardize>] { [] }

  public static var metrics: [Metric] { [] }

  public var isRandom: Bool { false }

  /// As many as before.
  public func dimensions(rows: Int, columns: Int) -> Int { columns }

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

  /// Means and deviations are a map.
  public var mapsOthers: Bool { true }

  /// One sample has no deviation.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard samples.different < 2 else { return [] }
    return [
      .note(
        "standardize.different", "All images are equal, so that standardising gives zeros",
        cure: "Look at the images that were read")
    ]
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

/// Scales every sample to length 1; a sample of zeros stays as it is.
public struct NormalizeRows: Reducer, SampleMap, Equatable {
  public init() {}

  public static var kind: String { "normalizeRows" }
  public static var summary: String {
    "Scales every sample to length 1, so that only directions count."
  }
  public static var fields: [Field<NormalizeRows>] { [] }

  public static var metrics: [Metric] { [] }

  public var isRandom: Bool { false }

  /// As many as before.
  public func dimensions(rows: Int, columns: Int) -> Int { columns }

  public func work(on samples: SampleFacts) -> Work { .pass(over: samples) }

  /// Scales samples `[n, d]`.
  ///
  /// - Throws: `ReductionError` for values that are not finite or no samples.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    try samples.checkForReduction(method: "normalizeRows", atLeast: 1)
    return FittedReduction(embedding: apply(to: samples), map: self)
  }

  /// Scales samples `[m, d]`.
  public func apply(to samples: Matrix<Float>) -> Matrix<Float> {
    Matrix(rows: samples.rows, columns: samples.columns) { target in
      for row in 0..<samples.rows {
        let range = row * samples.columns..<(row + 1) * samples.columns
        let square = samples.elements[range].reduce(0.0) { $0 + Double($1) * Double($1) }
        let factor = square > 0 ? 1 / square.squareRoot() : 0
        for index in range { target[index] = Float(Double(samples.elements[index]) * factor) }
      }
    }
  }

  /// Every sample is mapped by itself.
  public var mapsOthers: Bool { true }

  /// One number becomes 1 or -1.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard samples.columns == 1 else { return [] }
    return [
      .note(
        "normalizeRows.columns", "Samples of one number are scaled to length 1",
        cure: "Only their signs are left: leave the step out")
    ]
  }
}

extension Matrix<Float> {
  /// Makes sure that there are samples enough and that all of them are finite.
  func checkForReduction(method: String, atLeast needed: Int) throws {
    guard rows >= needed else {
      throw ReductionError.tooFewSamples(method: method, needed: needed, found: rows)
    }
    if let (row, column) = firstNonFinite {
      throw ReductionError.notFinite(row: row, column: column)
    }
  }
}

/// Keeps the first dimensions and drops the rest.
public struct Take: Reducer, SampleMap, Equatable {
  /// How many are kept.
  public var dimensions = 2

  /// Two dimensions.
  public init() {}

  /// The first `dimensions` dimensions.
  public init(dimensions: Int) { self.dimensions = dimensions }

  public static var kind: String { "take" }
  public static var summary: String { "Keeps the first dimensions." }
  public static var fields: [Field<Take>] {
    [
      Field(
        "dimensions", \.dimensions, "How many dimensions are kept.", .atLeast(1),
        isRequired: true, isPrimary: true)
    ]
  }

  public static var metrics: [Metric] { [] }

  public var isRandom: Bool { false }

  /// As many as are kept.
  ///
  /// - Throws: `ReductionError.tooFewColumns` when the data has fewer.
  public func dimensions(rows: Int, columns: Int) throws -> Int {
    guard dimensions <= columns else {
      throw ReductionError.tooFewColumns(asked: dimensions, columns: columns)
    }
    return dimensions
  }

  public func work(on samples: SampleFacts) -> Work { .pass(over: samples) }

  /// Keeps the first columns of samples `[n, d]`.
  ///
  /// - Throws: `ReductionError.tooFewColumns` when there are fewer.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    FittedReduction(embedding: try apply(to: samples), map: self)
  }

  /// Keeps the first columns of samples `[m, d]`.
  ///
  /// - Throws: `ReductionError.tooFewColumns` when there are fewer.
  public func apply(to samples: Matrix<Float>) throws -> Matrix<Float> {
    samples.selecting(
      firstColumns: try dimensions(rows: samples.rows, columns: samples.columns))
  }

  /// Every sample is mapped by itself.
  public var mapsOthers: Bool { true }

  /// All columns are kept.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard dimensions == samples.columns else { return [] }
    return [
      .note(
        "take.all", "All dimensions are kept", detail: "\(dimensions) of \(dimensions)",
        cure: "The step changes nothing: leave it out, or keep fewer")
    ]
  }
}
