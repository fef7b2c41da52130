import Numerics
import Specification

/// Scales every sample to length 1; a sample of zeros stays as it is.
public struct NormalizeRows: Reducer, SampleMap, Equatable {
  /// There is nothing to choose.
  public init() {}

  /// `normalizeRows`
  public static var kind: String { "normalizeRows" }
  /// One sentence.
  public static var summary: String {
    "Scales every sample to length 1, so that only directions count."
  }
  /// No options.
  public static var fields: [Field<NormalizeRows>] { [] }

  /// Nothing.
  public static var metrics: [Metric] { [] }

  /// Nothing is drawn.
  public var isRandom: Bool { false }

  /// As many as before.
  public func dimensions(rows: Int, columns: Int) -> Int { columns }

  /// One pass.
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
