import Numerics

/// How strongly every sample is joined to its nearest ones (McInnes et al. 2018, algorithms 2 and 3): 1 for
/// the nearest, less for the others, the sum the same for all samples.
struct NeighbourStrengths: Sendable {
  private let count: Int
  private let neighbours: [Int32]
  /// `[n * count]`
  private let strengths: [Double]

  private static let rounds = 64
  private static let tolerance = 1e-5
  /// No width is less than this share of the mean distance.
  private static let smallestWidth = 1e-3

  /// Takes the neighbours of so many samples.
  init(_ nearest: NearestNeighbours, rows n: Int) {
    let k = nearest.count
    count = k
    neighbours = nearest.indices
    let distances = nearest.squaredDistances.map { $0.squareRoot() }
    let mean = distances.reduce(0, +) / Double(max(1, distances.count))
    strengths = Array(
      Parallel.map(blocks: (n + 255) / 256) { block in
        (block * 256..<min(n, block * 256 + 256)).flatMap { row in
          Self.strengths(of: distances[row * k..<(row + 1) * k], mean: mean)
        }
      }.joined())
  }

  /// exp(-(d - nearest) / width), the width such that they sum to log2 of the neighbours, itself counted.
  private static func strengths(of distances: ArraySlice<Double>, mean: Double) -> [Double] {
    let nearest = distances.first { $0 > 0 } ?? 0
    let offsets = distances.map { max(0, $0 - nearest) }
    let wanted = Elementary.log(Double(distances.count + 1)) / Elementary.log(2)
    var (low, width, high) = (0.0, 1.0, Double.infinity)
    for _ in 0..<rounds {
      let sum = offsets.reduce(0) { $0 + ($1 > 0 ? Elementary.exp(-$1 / width) : 1) }
      if abs(sum - wanted) < tolerance { break }
      if sum > wanted {
        high = width
        width = (low + high) / 2
      } else {
        low = width
        width = high == .infinity ? 2 * width : (low + high) / 2
      }
    }
    let own = distances.reduce(0, +) / Double(max(1, distances.count + 1))
    width = max(width, smallestWidth * (nearest > 0 ? own : mean))
    return offsets.map { $0 > 0 ? Elementary.exp(-$0 / width) : 1 }
  }

  /// Every sample's own neighbours.
  var directed: StrengthGraph {
    let rows = strengths.count / max(1, count)
    return StrengthGraph(
      (0..<rows).map { row in
        (row * count..<(row + 1) * count).map { (neighbours[$0], strengths[$0]) }
      })
  }

  /// Both directions made one: p + q - p q, the chance that one of two edges is there.
  var symmetric: StrengthGraph {
    let n = strengths.count / max(1, count)
    var rows = [[(Int32, Double)]](repeating: [], count: n)
    for row in 0..<n {
      for place in row * count..<(row + 1) * count {
        rows[row].append((neighbours[place], strengths[place]))
        rows[Int(neighbours[place])].append((Int32(truncatingIfNeeded: row), strengths[place]))
      }
    }
    return StrengthGraph(
      rows.map { row in
        var merged: [(Int32, Double)] = []
        for (other, strength) in row.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
          if let last = merged.last, last.0 == other {
            merged[merged.count - 1].1 += strength - last.1 * strength
          } else {
            merged.append((other, strength))
          }
        }
        return merged
      })
  }
}

/// The neighbours of samples with the strengths of their edges, row by row.
struct StrengthGraph: Sendable {
  /// Where the neighbours of each sample begin: `[n + 1]`.
  let starts: [Int]
  /// The neighbours.
  let neighbours: [Int32]
  /// The strengths over the largest of them.
  let strengths: [Float]

  init(_ rows: [[(Int32, Double)]]) {
    starts = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    neighbours = rows.flatMap { $0.map(\.0) }
    let largest = rows.reduce(0.0) { $1.reduce($0) { max($0, $1.1) } }
    strengths = rows.flatMap { $0.map { Float(largest > 0 ? $0.1 / largest : 0) } }
  }

  /// The mean of the places of every sample's neighbours, by their strengths.
  func means(of places: Matrix<Float>) -> Matrix<Float> {
    let dimensions = places.columns
    return Matrix(rows: starts.count - 1, columns: dimensions) { target in
      for row in 0..<starts.count - 1 {
        var sums = [Double](repeating: 0, count: dimensions)
        var total = 0.0
        for edge in starts[row]..<starts[row + 1] {
          total += Double(strengths[edge])
          for column in 0..<dimensions {
            sums[column] += Double(strengths[edge]) * Double(places[Int(neighbours[edge]), column])
          }
        }
        for column in 0..<dimensions {
          target[row * dimensions + column] = total > 0 ? Float(sums[column] / total) : 0
        }
      }
    }
  }
}
