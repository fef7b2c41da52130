import Numerics
import Specification

/// A step that maps samples to fewer (or scaled, or rearranged) dimensions.
public protocol Reducer: Described {
  /// What the step measures of itself.
  static var metrics: [Metric] { get }

  /// Whether the result depends on the seed.
  var isRandom: Bool { get }

  /// The number of columns after the step.
  ///
  /// - Throws: `ReductionError` when the step cannot be done on data of this size.
  func dimensions(rows: Int, columns: Int) throws -> Int

  /// Whether a fitted step can map other samples than those it was fitted to.
  var mapsOthers: Bool { get }

  /// What is odd about the step on such samples, decided before there are any; what cannot be done is an
  /// error of `dimensions`.
  func findings(on samples: SampleFacts) -> [Finding]

  /// What fitting the step to such samples and mapping them is expected to take.
  func work(on samples: SampleFacts) -> Work

  /// Fits the step to samples `[n, d]` and maps them.
  ///
  /// - Throws: `ReductionError` when the data does not allow it.
  func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction
}

/// A step fitted to samples.
public struct FittedReduction: Sendable {
  /// The samples it was fitted to, mapped: `[n, dimensions]`.
  public let embedding: Matrix<Float>
  /// The map for other samples; nil where the method has none (t-SNE).
  public let map: (any SampleMap)?
  /// What the step measured.
  public let measurements: [Measurement]
  /// The share of the variance along each axis, 0 to 1, where the step finds axes by it.
  public let shares: [Double]
  /// What is odd about the samples or the result.
  public let notes: [Note]

  /// Gathers what a fit gives.
  public init(
    embedding: Matrix<Float>, map: (any SampleMap)?, measurements: [Measurement] = [],
    shares: [Double] = [], notes: [Note] = []
  ) {
    self.notes = notes
    self.embedding = embedding
    self.map = map
    self.measurements = measurements
    self.shares = shares
  }
}

/// A map from samples to their reduced form.
public protocol SampleMap: Sendable {
  /// Maps samples `[m, d]` to `[m, dimensions]`.
  func apply(to samples: Matrix<Float>) throws -> Matrix<Float>
}
