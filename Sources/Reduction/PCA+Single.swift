import Numerics

extension PCA {
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
}
