import CKernels
import Numerics

/// Ward's distance from centroids: memory proportional to the samples, no matrix of distances
/// (Ward 1963).
struct WardLinkage: Linkage {
  private(set) var count: Int
  private let columns: Int
  /// The columns by falling variance, so that the first ones tell most clusters apart.
  private let order: [Int]
  private let tailWidth: Int
  /// The centroids in double precision, less the mean of all samples: `[n * columns]`.
  private var centroids: [Double]
  private var heads: [Float]
  private var tails: [Float]
  private var sizes: [Float]
  private var bounds: [Float]

  /// Every sample is a cluster.
  init(_ samples: Matrix<Float>) {
    count = samples.rows
    let columns = samples.columns
    self.columns = columns
    let means = samples.columnMeans
    centroids = samples.elements.enumerated().map { Double($1) - means[$0 % columns] }
    var variances = [Double](repeating: 0, count: columns)
    for (index, value) in centroids.enumerated() { variances[index % columns] += value * value }
    order = (0..<columns).sorted {
      variances[$0] != variances[$1] ? variances[$0] > variances[$1] : $0 < $1
    }
    tailWidth = (max(0, columns - 16) + 15) / 16 * 16
    let padded = (count + 15) / 16 * 16
    heads = Array(repeating: 0, count: padded * 16)
    tails = Array(repeating: 0, count: count * tailWidth)
    sizes = Array(repeating: 1, count: padded)
    bounds = sizes
    for place in 0..<count { copyCentroid(of: place) }
    for place in count..<padded { clear(place) }
  }

  mutating func nearest(to place: Int) -> (place: Int, distance: Float) {
    var distance: Float = 0
    let nearest = ck_ward_nearest(
      heads, tails, sizes, count, tailWidth, place, &bounds, &distance)
    return (nearest, distance)
  }

  /// The height is sqrt(2 a b / (a + b)) times the distance of the centroids of a and b samples: for
  /// two samples, their distance.
  mutating func merge(_ left: Int, _ right: Int) -> Double {
    let (a, b) = (Double(sizes[left]), Double(sizes[right]))
    var square = 0.0
    for column in 0..<columns {
      let (x, y) = (centroids[left * columns + column], centroids[right * columns + column])
      square += (x - y) * (x - y)
      centroids[left * columns + column] = (a * x + b * y) / (a + b)
    }
    sizes[left] += sizes[right]
    copyCentroid(of: left)
    count -= 1
    if right < count {
      for column in 0..<columns {
        centroids[right * columns + column] = centroids[count * columns + column]
      }
      sizes[right] = sizes[count]
      copyCentroid(of: right)
    }
    clear(count)
    return (2 * a * b / (a + b) * square).squareRoot()
  }

  /// Writes a centroid where the search reads it.
  private mutating func copyCentroid(of place: Int) {
    for (rank, column) in order.enumerated() {
      let value = Float(centroids[place * columns + column])
      if rank < 16 {
        heads[place / 16 * 256 + rank * 16 + place % 16] = value
      } else {
        tails[place * tailWidth + rank - 16] = value
      }
    }
  }

  /// Puts an empty place out of reach.
  private mutating func clear(_ place: Int) {
    sizes[place] = 1
    for rank in 0..<16 { heads[place / 16 * 256 + rank * 16 + place % 16] = 1e18 }
  }
}
