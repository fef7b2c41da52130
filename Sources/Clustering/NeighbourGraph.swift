import Numerics

/// The graph that joins every sample to its nearest neighbours: weight 1 where both chose each other,
/// 1/2 where one did.
struct NeighbourGraph {
  /// The reciprocal square root of each sample's degree.
  let scales: [Double]
  private let starts: [Int]
  private let neighbours: [Int32]
  /// The weights divided by the square roots of both degrees.
  private let weights: [Double]

  /// Up to this many samples all eigenvectors are computed.
  private static let smallEnough = 1000
  /// Up to this many samples all eigenvectors are computed where the search for the leading ones fails.
  private static let denseLimit = 8000
  /// How often the graph is applied between two blocks of the search: the eigenvalues near 1 are far
  /// apart only in high powers.
  private static let power = 16

  init(_ nearest: NearestNeighbours, rows n: Int) {
    var edges = [[Int32: Double]](repeating: [:], count: n)
    for row in 0..<n {
      for place in row * nearest.count..<(row + 1) * nearest.count {
        let other = nearest.indices[place]
        edges[row][other, default: 0] += 0.5
        edges[Int(other)][Int32(truncatingIfNeeded: row), default: 0] += 0.5
      }
    }
    let sorted = edges.map { $0.sorted { $0.key < $1.key } }
    let scales = sorted.map { 1 / $0.reduce(0) { $0 + $1.value }.squareRoot() }
    self.scales = scales
    starts = sorted.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    neighbours = sorted.flatMap { $0.map(\.key) }
    weights = sorted.enumerated().flatMap { row, edges in
      edges.map { $0.value * scales[row] * scales[Int($0.key)] }
    }
  }

  /// The leading eigenvectors of the normalised adjacency, those that a cut into so many parts needs.
  func leadingEigenvectors(_ count: Int) throws -> (values: [Double], vectors: Matrix<Double>) {
    let n = scales.count
    var found: Matrix<Double>?
    if n > Self.smallEnough, count * 8 <= n {
      found = try LeadingEigen(count, size: n, tolerance: 1e-7) { rows in
        (0..<Self.power).reduce(rows) { rows, _ in applied(to: rows) }
      }?.vectors
    }
    if found == nil, n <= Self.denseLimit {
      found = try SymmetricEigen(of: dense).vectors.selecting(rows: 0..<count)
    }
    guard let vectors = found else { throw ClusteringError.eigenvectorsNotFound }
    let images = Matrix.product(adjacency(times: vectors), .none, vectors, .transposed)
    return ((0..<count).map { images[$0, $0] }, vectors)
  }

  /// The normalised adjacency as a matrix.
  private var dense: Matrix<Double> {
    var matrix = Matrix<Double>(rows: scales.count, columns: scales.count)
    for row in scales.indices {
      for place in starts[row]..<starts[row + 1] {
        matrix[row, Int(neighbours[place])] = weights[place]
      }
    }
    return matrix
  }

  /// (1 + A) / 2 applied to vectors that are rows, all of whose eigenvalues lie in 0 ... 1.
  private func applied(to vectors: Matrix<Double>) -> Matrix<Double> {
    var result = adjacency(times: vectors)
    for index in result.elements.indices {
      result.elements[index] = (result.elements[index] + vectors.elements[index]) / 2
    }
    return result
  }

  /// The normalised adjacency applied to vectors that are rows.
  private func adjacency(times vectors: Matrix<Double>) -> Matrix<Double> {
    let n = scales.count
    return Matrix(rows: vectors.rows, columns: n) { target in
      vectors.elements.withUnsafeBufferPointer { source in
        for vector in 0..<vectors.rows {
          for row in 0..<n {
            var sum = 0.0
            for place in starts[row]..<starts[row + 1] {
              sum += weights[place] * source[vector * n + Int(neighbours[place])]
            }
            target[vector * n + row] = sum
          }
        }
      }
    }
  }
}
