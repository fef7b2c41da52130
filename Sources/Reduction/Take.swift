import Numerics
import Specification

/// Keeps the first dimensions and drops the rest.
public struct Take: Reducer, SampleMap, Equatable {
  /// How many are kept.
  public var dimensions = 2

  /// Two dimensions.
  public init() {}

  /// The first `dimensions` dimensions.
  public init(dimensions: Int) { self.dimensions = dimensions }

  /// `take`
  public static var kind: String { "take" }
  /// One sentence.
  public static var summary: String { "Keeps the first dimensions." }
  /// The options.
  public static var fields: [Field<Take>] {
    [
      Field(
        "dimensions", \.dimensions, "How many dimensions are kept.", .atLeast(1),
        isRequired: true, isPrimary: true)
    ]
  }

  /// Nothing.
  public static var metrics: [Metric] { [] }

  /// Nothing is drawn.
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

  /// One pass.
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
}
