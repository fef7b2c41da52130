import CKernels
import Numerics
import Specification

/// How compact and how far apart clusters are, judged without classes.
public struct ClusterShape: Sendable, Equatable {
  /// The mean silhouette of the samples, -1 to 1, the higher the better (Rousseeuw 1987); a sample alone
  /// in its cluster counts 0. Of many samples it may be that of some of them, drawn at random, among all.
  public let silhouette: Double
  /// The mean over the clusters of their worst ratio of spread to separation, the lower the better
  /// (Davies and Bouldin 1979); 0 where all centres are the same point.
  public let daviesBouldin: Double

  /// Judges a grouping of samples `[n, d]`; noise (`Partition.noise`) has no part in it.
  ///
  /// Time grows with the number of judged samples, of which the silhouette is the mean, times that of
  /// all. It is nil unless there are at least two clusters and fewer clusters than samples, for which
  /// neither measure is defined.
  ///
  /// - Throws: `ClusteringError.lengthsDiffer` when there is not one label for each sample.
  public init?(
    of samples: Matrix<Float>, labels: [Int], judged: JudgedSamples = .all
  ) throws {
    guard samples.rows == labels.count else {
      throw ClusteringError.lengthsDiffer(samples.rows, labels.count)
    }
    let groups = GroupedSamples(samples, labels: labels)
    guard groups.ranges.count > 1, groups.ranges.count < groups.points.rows else { return nil }
    silhouette = groups.silhouette(of: judged)
    daviesBouldin = groups.daviesBouldin
  }

  /// The scores.
  public var measurements: [Measurement] {
    [Measurement(.silhouette, silhouette), Measurement(.daviesBouldin, daviesBouldin)]
  }

  /// The distances of the judged samples, all or so many, to all.
  public static func work(on samples: SampleFacts, judged: Int? = nil) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let distances = n * Double(judged ?? samples.rows)
    return Work(
      multiplyAdds: distances * d, operations: distances, overhead: 0.01,
      memory: 28 * n * d + 600 * n)
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
      cluster, b that to the nearest other cluster (Rousseeuw 1987). Noise is left out; of many \
      images, the mean is that of a sample of them, whose size a note names.
      """)
  /// The index of Davies and Bouldin.
  public static let daviesBouldin = Metric(
    "daviesBouldin", title: "Davies-Bouldin", unit: .score(0...(.infinity)), better: .lower,
    on: .scored, comparedAtSame: [.images, .space],
    formula: """
      The mean over clusters of their worst ratio of spread to separation (Davies and Bouldin \
      1979). Noise is left out.
      """)
}

/// The samples that a silhouette is the mean of.
public enum JudgedSamples: Sendable, Equatable {
  /// Every one.
  case all
  /// So many, drawn without repetition by a seed; all where there are no more.
  case drawn(count: Int, seed: UInt64)

  /// Their rows among `n`, ascending.
  func rows(of n: Int) -> [Int] {
    guard case .drawn(let count, let seed) = self, count < n else { return Array(0..<n) }
    var stream = RandomStream(seed: seed, purpose: "silhouette")
    return stream.permutation(n).prefix(count).sorted()
  }
}

/// How a silhouette is taken, as a file says it.
public enum SilhouetteChoice: String, Word {
  /// Of all samples up to `limit`, of a sample of them above.
  case automatic = "auto"
  /// Of all samples, however long it takes.
  case exact

  /// The most samples of which all are judged.
  public static let limit = 20_000
  /// How many are judged of more. Silhouettes deviate by about 0.2, so that the mean of the sample is
  /// within 0.006 of that of all nineteen times out of twenty.
  public static let sampleSize = 5000

  /// How many of so many samples are judged; nil: all.
  public func sample(of rows: Int) -> Int? {
    self == .exact || rows <= Self.limit ? nil : Self.sampleSize
  }
}

/// Samples in the order of their clusters, noise left out, less the mean of all.
struct GroupedSamples {
  let points: Matrix<Double>
  /// The rows of each cluster.
  let ranges: [Range<Int>]

  init(_ samples: Matrix<Float>, labels: [Int]) {
    let order = labels.indices.filter { labels[$0] != Partition.noise }
      .sorted { (labels[$0], $0) < (labels[$1], $1) }
    let starts = order.indices.filter { $0 == 0 || labels[order[$0]] != labels[order[$0 - 1]] }
    ranges = starts.indices.map { index in
      starts[index]..<(index + 1 < starts.count ? starts[index + 1] : order.count)
    }
    points = samples.selecting(rows: order).converted(to: Double.self).lessColumnMeans
  }

  /// The mean over the clusters of their worst ratio of spread to separation.
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

  /// Rows whose distances to all others are found at a time.
  private static let block = Int(CK_MEASURED_ROWS)
  /// Rows that they are measured against at a time.
  private static let tile = 256
  /// Above so many samples inner products are taken in single precision: distances are off by less than
  /// 10^-5 of themselves, the mean of the silhouettes by far less.
  private static let doublePrecisionLimit = 20_000

  /// The mean silhouette of the judged samples, each measured against all.
  func silhouette(of judged: JudgedSamples) -> Double {
    let rows = judged.rows(of: points.rows)
    let squares = (0..<points.rows).map { row in points[row].reduce(0) { $0 + $1 * $1 } }
    let blocks = stride(from: 0, to: rows.count, by: Self.block)
      .map { rows[$0..<min(rows.count, $0 + Self.block)] }
    if points.rows > Self.doublePrecisionLimit {
      let measure = DistanceSums(
        points.converted(to: Float.self), squares.map { Float($0) }, exact: points)
      let sums = Parallel.map(blocks: blocks.count) { silhouettes(of: blocks[$0], measure) }
      return sums.reduce(0, +) / Double(rows.count)
    }
    let measure = DistanceSums(points, squares, exact: points)
    let sums = Parallel.map(blocks: blocks.count) { silhouettes(of: blocks[$0], measure) }
    return sums.reduce(0, +) / Double(rows.count)
  }

  /// The sum of the silhouettes of a few rows: (b - a) / max(a, b), where a is the mean distance to the
  /// others of the same cluster, b that to the nearest other cluster.
  private func silhouettes<Element: Measured>(
    of rows: ArraySlice<Int>, _ measure: DistanceSums<Element>
  ) -> Double {
    let own = rows.map { row in ranges.partitioningIndex { $0.upperBound > row } }
    var inside = [Double](repeating: 0, count: rows.count)
    var outside = [Double](repeating: .infinity, count: rows.count)
    let measured = measure.of(Array(rows))
    for (cluster, range) in ranges.enumerated() {
      let sums = measured.sums(to: range, tile: Self.tile)
      for place in own.indices {
        if own[place] == cluster {
          inside[place] = sums[place] / Double(max(1, range.count - 1))
        } else {
          outside[place] = min(outside[place], sums[place] / Double(range.count))
        }
      }
    }
    return own.indices.reduce(0.0) { sum, place in
      guard ranges[own[place]].count > 1 else { return sum }
      let larger = max(inside[place], outside[place])
      return sum + (larger > 0 ? (outside[place] - inside[place]) / larger : 0)
    }
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

extension [Range<Int>] {
  /// The first of ascending ranges for which a condition holds that holds for all behind it.
  fileprivate func partitioningIndex(where isBehind: (Range<Int>) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
