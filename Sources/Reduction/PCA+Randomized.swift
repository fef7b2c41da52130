import Numerics

extension PCA {
  /// How many more directions than asked for the search carries along.
  static let oversampling = 10
  /// How often the search multiplies by X' X.
  package static let powerIterations = 7

  /// The leading components by a random projection and power iterations, orthonormalised at each step
  /// (Halko, Martinsson, Tropp: "Finding structure with randomness", 2011, algorithms 4.4 and 5.1):
  /// never more than a few directions are held beside the samples.
  func fromRandomProjection(
    _ centred: CentredSamples, seed: UInt64
  ) throws -> PrincipalComponents {
    let columns = centred.samples.columns
    let block = min(dimensions + Self.oversampling, min(centred.samples.rows, columns))
    var stream = RandomStream(seed: seed, purpose: "pca")
    var directions = Matrix<Double>(rows: block, columns: columns) { target in
      for index in target.indices { target[index] = stream.normal() }
    }
    var scores = Matrix<Double>(rows: 0, columns: 0)
    for _ in 0...Self.powerIterations {
      directions = try directions.orthonormalRows()
      scores = try centred.projected(on: directions).transposed.orthonormalRows()
      directions = centred.combined(with: scores)
    }
    let eigen = try SymmetricEigen(of: Matrix.product(directions, .none, directions, .transposed))
    let scatters = Array(eigen.values.prefix(dimensions))
    let total = centred.totalScatter
    let floor = PrincipalComponents.noiseFloor(total: total)
    var weights = eigen.vectors.selecting(rows: 0..<dimensions)
    for row in 0..<dimensions {
      let scale = scatters[row] > floor ? 1 / scatters[row].squareRoot() : 0
      for column in 0..<weights.columns { weights[row, column] *= scale }
    }
    return PrincipalComponents(
      centred, scatters: scatters, directions: Matrix.product(weights, .none, directions),
      total: total, whiten: whiten)
  }
}

extension CentredSamples {
  /// The sum of squares of the centred samples.
  var totalScatter: Double {
    var total = 0.0
    for rows in Self.ranges(samples.rows, by: 64) {
      let values = block(rows, 0..<samples.columns).elements
      total += values.reduce(0) { $0 + $1 * $1 }
    }
    return total
  }
}
