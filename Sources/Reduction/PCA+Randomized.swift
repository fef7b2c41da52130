import Numerics

extension PCA {
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
