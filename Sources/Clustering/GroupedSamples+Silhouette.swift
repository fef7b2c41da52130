import CKernels
import Numerics

extension GroupedSamples {
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
