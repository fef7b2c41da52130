import Numerics
import Specification

/// How compact and how far apart clusters are, judged without classes.
public struct ClusterShape: Sendable, Equatable {
  /// The mean silhouette of the samples, -1 to 1, the higher the better (Rousseeuw 1987); a sample alone
  /// in its cluster counts 0.
  public let silhouette: Double
  /// The mean over the clusters of their worst ratio of spread to separation, the lower the better
  /// (Davies and Bouldin 1979); 0 where all centres are the same point.
  public let daviesBouldin: Double

  /// Judges a grouping of samples `[n, d]`; time grows with the square of the samples.
  ///
  /// - Returns: nil unless there are at least two clusters and fewer clusters than samples, for
  ///   which neither measure is defined.
  /// - Throws: `ClusteringError.lengthsDiffer` when there is not one label for each sample.
  public init?(of samples: Matrix<Float>, labels: [Int]) throws {
    guard samples.rows == labels.count else {
      throw ClusteringError.lengthsDiffer(samples.rows, labels.count)
    }
    let groups = GroupedSamples(samples, labels: labels)
    guard groups.ranges.count > 1, groups.ranges.count < labels.count else { return nil }
    silhouette = groups.silhouette
    daviesBouldin = groups.daviesBouldin
  }

  /// The scores.
  public var measurements: [Measurement] {
    [Measurement(.silhouette, silhouette), Measurement(.daviesBouldin, daviesBouldin)]
  }

  /// What can be measured of clusters alone.
  public static let metrics: [Metric] = [.silhouette, .daviesBouldin]
}

extension Metric {
  /// The mean silhouette.
  public static let silhouette = Metric(
    "silhouette", title: "silhouette", unit: .score(-1...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .space],
    formula: """
      The mean over images of (b - a) / max(a, b): a is the mean distance to the others of the \
      cluster, b that to the nearest other cluster (Rousseeuw 1987).
      """)
  /// The index of Davies and Bouldin.
  public static let daviesBouldin = Metric(
    "daviesBouldin", title: "Davies-Bouldin", unit: .score(0...(.infinity)), better: .lower,
    on: .scored, comparedAtSame: [.images, .space],
    formula: """
      The mean over clusters of their worst ratio of spread to separation (Davies and Bouldin 1979).
      """)
}

/// Samples in the order of their clusters, less the mean of all.
private struct GroupedSamples {
  let points: Matrix<Double>
  /// The rows of each cluster.
  let ranges: [Range<Int>]
  /// The squared length of every row.
  let squares: [Double]

  /// Rows whose distances to all others are found at a time.
  private static let block = 64

  init(_ samples: Matrix<Float>, labels: [Int]) {
    let order = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
    let starts = order.indices.filter { $0 == 0 || labels[order[$0]] != labels[order[$0 - 1]] }
    ranges = starts.indices.map { index in
      starts[index]..<(index + 1 < starts.count ? starts[index + 1] : order.count)
    }
    let points = samples.selecting(rows: order).converted(to: Double.self).lessColumnMeans
    self.points = points
    squares = (0..<points.rows).map { row in points[row].reduce(0) { $0 + $1 * $1 } }
  }

  var silhouette: Double {
    let blocks = (points.rows + Self.block - 1) / Self.block
    let sums = Parallel.map(blocks: blocks) { block in
      let rows = block * Self.block..<min(points.rows, (block + 1) * Self.block)
      let distances = distances(of: rows)
      return rows.reduce(0.0) { $0 + silhouette(of: $1, distances, $1 - rows.lowerBound) }
    }
    return sums.reduce(0, +) / Double(points.rows)
  }

  /// (b - a) / max(a, b): a is the mean distance to the others of the same cluster, b that to the
  /// nearest other cluster.
  private func silhouette(of row: Int, _ distances: Matrix<Double>, _ line: Int) -> Double {
    var inside = 0.0
    var outside = Double.infinity
    let start = line * distances.columns
    for range in ranges {
      var sum = 0.0
      distances.elements.withUnsafeBufferPointer { distances in
        for other in range { sum += distances[start + other] }
      }
      if range.contains(row) {
        guard range.count > 1 else { return 0 }
        inside = sum / Double(range.count - 1)
      } else {
        outside = min(outside, sum / Double(range.count))
      }
    }
    let larger = max(inside, outside)
    return larger > 0 ? (outside - inside) / larger : 0
  }

  /// The distances of a few rows to all rows: `[rows.count, n]`.
  ///
  /// |x - y|^2 = |x|^2 + |y|^2 - 2 x y through the matrix product; where the difference cancels, from
  /// the coordinates.
  private func distances(of rows: Range<Int>) -> Matrix<Double> {
    let chosen = points.selecting(rows: rows)
    var result = Matrix.product(chosen, .none, points, .transposed)
    let n = points.rows
    result.elements.withUnsafeMutableBufferPointer { result in
      squares.withUnsafeBufferPointer { squares in
        for row in rows {
          let line = (row - rows.lowerBound) * n
          for other in 0..<n {
            let both = squares[row] + squares[other]
            let square = both - 2 * result[line + other]
            result[line + other] =
              square > 1e-3 * both
              ? square.squareRoot() : points.distance(row, points, other)
          }
        }
      }
    }
    return result
  }

  var daviesBouldin: Double {
    let d = points.columns
    var centres = Matrix<Double>(rows: ranges.count, columns: d)
    for (cluster, range) in ranges.enumerated() {
      for row in range {
        for column in 0..<d { centres[cluster, column] += points.elements[row * d + column] }
      }
      for column in 0..<d { centres[cluster, column] /= Double(range.count) }
    }
    let spreads = ranges.enumerated().map { cluster, range in
      range.reduce(0.0) { $0 + points.distance($1, centres, cluster) } / Double(range.count)
    }
    let worst = ranges.indices.map { cluster in
      ranges.indices.reduce(0.0) { largest, other in
        guard other != cluster else { return largest }
        let separation = centres.distance(cluster, centres, other)
        let ratio = (spreads[cluster] + spreads[other]) / separation
        return separation > 0 ? max(largest, ratio) : largest
      }
    }
    return worst.reduce(0, +) / Double(ranges.count)
  }
}

extension Matrix<Double> {
  /// The distance of a row to a row of another matrix.
  fileprivate func distance(_ row: Int, _ others: Matrix, _ other: Int) -> Double {
    elements.withUnsafeBufferPointer { left in
      others.elements.withUnsafeBufferPointer { right in
        let (a, b) = (row * columns, other * columns)
        var sum = 0.0
        for column in 0..<columns {
          let step = left[a + column] - right[b + column]
          sum += step * step
        }
        return sum.squareRoot()
      }
    }
  }
}
