import Numerics
import Specification

/// Principal component analysis: the directions of the largest variance, which are also those that
/// reconstruct the samples with the smallest squared error (Pearson 1901, Hotelling 1933).
public struct PCA: Reducer, Equatable {
  /// How the components are found.
  public enum Solver: String, Word {
    /// Exact, from whichever of the two matrices below is smaller; where that is much work, to single
    /// precision: the components are off by about 10^-7 of the largest variance over the gap that
    /// sets a component's variance apart, the variances by the square of that.
    case automatic = "auto"
    /// Exact, from the covariance matrix `[d, d]`.
    case covariance
    /// Exact, from the inner products of the samples `[n, n]`.
    case gram
    /// Approximate, by random projection and power iterations: for the leading components of data too
    /// large for either matrix.
    case randomized
  }

  /// The number of components kept.
  public var dimensions = 2
  /// Whether every kept component is scaled to unit variance.
  public var whiten = false
  /// How the components are found.
  public var solver = Solver.automatic

  /// Two components, not whitened.
  public init() {}

  /// A reduction to `dimensions` components.
  public init(dimensions: Int, whiten: Bool = false, solver: Solver = .automatic) {
    self.dimensions = dimensions
    self.whiten = whiten
    self.solver = solver
  }

  /// `pca`
  public static var kind: String { "pca" }
  /// In tables.
  public static var title: String { "PCA" }
  /// One sentence.
  public static var summary: String {
    "Principal component analysis: projects on the directions of the largest variance."
  }
  /// The options.
  public static var fields: [Field<PCA>] {
    [
      Field(
        "dimensions", \.dimensions, "The number of components kept.", .atLeast(1),
        isRequired: true, isPrimary: true),
      Field("whiten", \.whiten, "Scales every kept component to unit variance."),
      Field(
        "solver", \.solver,
        "How the components are found: exactly from the covariance or the Gram matrix, in double "
          + "precision (auto takes the smaller, large ones in single precision), or by random "
          + "projection."),
    ]
  }

  /// The shares of the variance.
  public static var metrics: [Metric] { [.share] }

  /// Only the randomized solver draws.
  public var isRandom: Bool { solver == .randomized }

  /// The number of components.
  ///
  /// - Throws: `ReductionError.tooManyDimensions` when the data has fewer rows or columns.
  public func dimensions(rows: Int, columns: Int) throws -> Int {
    guard rows >= 2 else {
      throw ReductionError.tooFewSamples(method: "PCA", needed: 2, found: rows)
    }
    guard dimensions <= min(rows, columns) else {
      throw ReductionError.tooManyDimensions(
        method: "PCA", asked: dimensions, rows: rows, columns: columns)
    }
    return dimensions
  }

  /// The samples, and the matrix of covariances or inner products with what its decomposition takes
  /// beside it; passes over the samples where there is no matrix.
  public func work(on samples: SampleFacts) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let k = Double(dimensions)
    let side =
      switch solver {
      case .automatic: min(n, d)
      case .covariance: d
      case .gram: n
      case .randomized: 0.0
      }
    guard side > 0 else {
      let rounds = powerIterations(rows: samples.rows, columns: samples.columns)
      return Work(
        multiplyAdds: Double(2 * rounds + 4) * n * d * (k + 16), overhead: 0.02,
        memory: 8 * n * d + 32 * (n + d) * (k + 16))
    }
    return Work(
      multiplyAdds: n * d * side + 4 * side * side * side, overhead: 0.02,
      memory: 8 * n * d + 48 * side * side + 16 * k * d)
  }

  /// Finds the components of samples `[n, d]` and projects the samples on them.
  ///
  /// - Throws: `ReductionError` for values that are not finite, fewer than two samples, or fewer rows
  ///   or columns than components.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    let map = try principalComponents(of: samples, seed: seed)
    return FittedReduction(
      embedding: try map.apply(to: samples), map: map, shares: map.ratios, notes: map.notes)
  }

  /// Finds the components of samples `[n, d]`: mean, directions and variances.
  ///
  /// - Throws: as `fit`.
  public func principalComponents(
    of samples: Matrix<Float>, seed: UInt64 = 0
  ) throws -> PrincipalComponents {
    _ = try dimensions(rows: samples.rows, columns: samples.columns)
    try samples.checkForReduction(method: "PCA", atLeast: 2)
    let centred = CentredSamples(samples)
    switch solver {
    case .automatic: return try fromSmallerSide(centred)
    case .covariance: return try fromCovariance(centred)
    case .gram: return try fromGram(centred)
    case .randomized: return try fromRandomProjection(centred, seed: seed)
    }
  }
}
