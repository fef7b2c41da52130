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

  public static var kind: String { "pca" }
  public static var title: String { "PCA" }
  public static var summary: String {
    "Principal component analysis: projects on the directions of the largest variance."
  }
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

  /// Components are a map.
  public var mapsOthers: Bool { true }

  /// The mean takes one dimension away from what samples span.
  public func findings(on samples: SampleFacts) -> [Finding] {
    let span = min(samples.columns, samples.different - 1)
    guard dimensions > span else { return [] }
    return [
      .note(
        "pca.samples", "More principal components are kept than samples can span",
        detail: "\(dimensions) of \(samples.different) different samples, which span at most "
          + "\(max(0, span))",
        cure: "The rest is zero for every sample: keep no more than that")
    ]
  }

  /// The eigenvectors of the scatter matrix `[d, d]`.
  func fromCovariance(_ centred: CentredSamples) throws -> PrincipalComponents {
    let scatter = centred.scatter(in: Double.self)
    let total = (0..<scatter.rows).reduce(0) { $0 + scatter[$1, $1] }
    let eigen = try LeadingEigen(dimensions, of: scatter)
    return PrincipalComponents(
      centred, scatters: eigen.values, directions: eigen.vectors, total: total, whiten: whiten)
  }

  /// The eigenvectors of the Gram matrix `[n, n]`, mapped back to the space of the samples: when
  /// X X' u = s u, then X' u / sqrt(s) is a unit eigenvector of X' X with the same eigenvalue.
  func fromGram(_ centred: CentredSamples) throws -> PrincipalComponents {
    let gram = centred.gram(in: Double.self)
    let total = (0..<gram.rows).reduce(0) { $0 + gram[$1, $1] }
    let eigen = try LeadingEigen(dimensions, of: gram)
    let scatters = eigen.values
    var weights = eigen.vectors
    let floor = PrincipalComponents.noiseFloor(total: total)
    for row in 0..<dimensions {
      let scale = scatters[row] > floor ? 1 / scatters[row].squareRoot() : 0
      for column in 0..<weights.columns { weights[row, column] *= scale }
    }
    return PrincipalComponents(
      centred, scatters: scatters, directions: centred.combined(with: weights), total: total,
      whiten: whiten)
  }

  /// Above this number of multiplications for either matrix, `automatic` multiplies in single precision.
  static let doublePrecisionLimit = 1 << 31

  /// The vectors by which the search for the leading components grows.
  private var block: Int { max(16, (dimensions / 2 + 15) / 16 * 16) }

  /// The exact components in double precision where that is little work, else in single precision:
  /// from the smaller of the two matrices or, where that is large as well, without any.
  func fromSmallerSide(_ centred: CentredSamples) throws -> PrincipalComponents {
    let (n, d) = (centred.samples.rows, centred.samples.columns)
    let side = min(n, d)
    guard n * d > Self.doublePrecisionLimit / side else {
      return d <= n ? try fromCovariance(centred) : try fromGram(centred)
    }
    if side >= 40 * block,
      let leading = try LeadingEigen(
        dimensions, size: side, block: block, tolerance: 1e-7,
        applying: centred.appliedToSmallerSide)
    {
      return try components(centred, within: leading.vectors)
    }
    let matrix = d <= n ? centred.scatter(in: Float.self) : centred.gram(in: Float.self)
    return try components(centred, within: LeadingEigen(dimensions, of: matrix).vectors)
  }

  /// The components within the space that orthonormal vectors span: directions `[k, d]` or, when there
  /// are fewer samples than columns, weights of the samples `[k, n]`, k at least `dimensions`.
  ///
  /// In double precision, by the method of Rayleigh and Ritz: a space whose vectors are off by e yields
  /// variances off by e^2, and of components without variance none is mistaken for one.
  func components(
    _ centred: CentredSamples, within vectors: Matrix<Double>
  ) throws -> PrincipalComponents {
    let isWide = centred.samples.rows < centred.samples.columns
    let half = isWide ? centred.combined(with: vectors) : centred.projected(on: vectors)
    let eigen = try SymmetricEigen(
      of: isWide
        ? Matrix.product(half, .none, half, .transposed)
        : Matrix.product(half, .transposed, half))
    let total = centred.totalScatter
    let floor = PrincipalComponents.noiseFloor(total: total)
    let scatters = Array(eigen.values.prefix(dimensions))
    var weights = eigen.vectors.selecting(rows: 0..<dimensions)
    if isWide {
      for row in 0..<dimensions {
        let scale = scatters[row] > floor ? 1 / scatters[row].squareRoot() : 0
        for column in 0..<weights.columns { weights[row, column] *= scale }
      }
    }
    return PrincipalComponents(
      centred, scatters: scatters,
      directions: Matrix.product(weights, .none, isWide ? half : vectors), total: total,
      whiten: whiten)
  }

  /// How many more directions than asked for the search carries along.
  static let oversampling = 10

  /// How often the search multiplies by X' X: 7 times, 4 times where many of the components are
  /// wanted (as scikit-learn does).
  func powerIterations(rows: Int, columns: Int) -> Int {
    10 * dimensions < min(rows, columns) ? 7 : 4
  }

  /// The leading components by a random projection and power iterations, orthonormalised at each step
  /// (Halko, Martinsson, Tropp: "Finding structure with randomness", 2011, algorithms 4.4 and 5.1), on
  /// the smaller side of the samples: never more than a few directions are held beside them.
  func fromRandomProjection(
    _ centred: CentredSamples, seed: UInt64
  ) throws -> PrincipalComponents {
    let side = min(centred.samples.rows, centred.samples.columns)
    var stream = RandomStream(seed: seed, purpose: "pca")
    let count = min(dimensions + Self.oversampling, side)
    var vectors = Matrix<Double>(rows: count, columns: side) { target in
      for index in target.indices { target[index] = stream.normal() }
    }
    for _ in 0..<powerIterations(rows: centred.samples.rows, columns: centred.samples.columns) {
      vectors = try centred.appliedToSmallerSide(vectors).orthonormalRows()
    }
    return try components(centred, within: vectors)
  }
}
