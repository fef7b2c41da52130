import CKernels
import Numerics

/// The distance of two samples where neither is nearer to anything than to its own k-th neighbour: the
/// largest of their distance and the core distances of both (Campello et al. 2013, definition 3).
struct MutualReachability {
  private let samples: Matrix<Float>
  /// The distance of every sample to its k-th neighbour, itself counted: the very distance that the edge to
  /// that neighbour has.
  private let cores: [Double]

  init(_ samples: Matrix<Float>, neighbour k: Int) {
    self.samples = samples
    let nearest = NearestNeighbours(of: samples, count: k - 1)
    cores = (0..<samples.rows).map { row in
      nearest.indices[row * nearest.count..<(row + 1) * nearest.count].reduce(0.0) {
        max($0, samples.squaredDistance(row, Int($1)))
      }.squareRoot()
    }
  }

  /// The edges of a tree that joins all samples by the shortest way (Prim 1957): of equal edges the one
  /// to the lower row.
  var spanningTree: [(left: Int, right: Int, height: Double)] {
    var outside = OutsideSamples(samples)
    var edges: [(left: Int, right: Int, height: Double)] = []
    edges.reserveCapacity(max(0, samples.rows - 1))
    var current = 0
    while let next = outside.nearest(after: current, samples, cores) {
      edges.append(next)
      current = next.right
    }
    return edges
  }
}

/// The samples that a growing tree has not reached yet, with the shortest edge to each.
private struct OutsideSamples {
  /// All samples, less their mean.
  private let all: PaddedRows
  private var points: PaddedRows
  private var rows: [Int]
  /// The length of the shortest edge to each, and the sample of the tree at its other end.
  private var lengths: [Double]
  private var origins: [Int]
  /// Squared distances below which an edge may be shorter, the rounding of measured ones allowed for.
  private var limits: [Float]
  private var squares: [Float]
  private var count: Int
  private let slack: Double

  init(_ samples: Matrix<Float>) {
    count = max(0, samples.rows - 1)
    rows = Array(1..<max(1, samples.rows))
    all = PaddedRows(samples.lessColumnMeans)
    points = all.selecting(rows: rows)
    lengths = Array(repeating: .infinity, count: count)
    origins = Array(repeating: 0, count: count)
    limits = Array(repeating: .infinity, count: count)
    squares = Array(repeating: 0, count: count)
    slack = 1 + 8 * (Double(points.width) / 16 + 16) * 0x1p-24
  }

  /// Looks whether edges from the sample that was reached last are shorter, and takes out the nearest.
  mutating func nearest(
    after current: Int, _ samples: Matrix<Float>, _ cores: [Double]
  ) -> (left: Int, right: Int, height: Double)? {
    guard count > 0 else { return nil }
    measure(from: current)
    let (count, slack, core) = (count, slack, cores[current])
    var best = 0
    lengths.withUnsafeMutableBufferPointer { lengths in
      rows.withUnsafeBufferPointer { rows in
        for place in 0..<count {
          if squares[place] < limits[place] {
            let distance = samples.squaredDistance(current, rows[place]).squareRoot()
            let length = max(core, cores[rows[place]], distance)
            if length < lengths[place] {
              lengths[place] = length
              origins[place] = current
              limits[place] =
                length > cores[rows[place]] ? Float(length * length * slack).nextUp : -1
            }
          }
          let isNearer =
            lengths[place] < lengths[best]
            || lengths[place] == lengths[best] && rows[place] < rows[best]
          if isNearer { best = place }
        }
      }
    }
    let edge = (left: origins[best], right: rows[best], height: lengths[best])
    remove(best)
    return edge
  }

  private mutating func measure(from current: Int) {
    let width = points.width
    all.elements.withUnsafeBufferPointer { all in
      guard let origin = all.baseAddress.map({ $0 + current * width }) else { return }
      ck_squared_distances(origin, 1, points.elements, count, width, &squares)
    }
  }

  /// The last sample takes the place of one that goes.
  private mutating func remove(_ place: Int) {
    count -= 1
    rows[place] = rows[count]
    lengths[place] = lengths[count]
    origins[place] = origins[count]
    limits[place] = limits[count]
    for k in 0..<points.width {
      points.elements[place * points.width + k] = points.elements[count * points.width + k]
    }
  }
}
