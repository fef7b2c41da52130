import Numerics

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
