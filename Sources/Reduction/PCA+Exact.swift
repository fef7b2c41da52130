import Numerics

extension PCA {
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
}
