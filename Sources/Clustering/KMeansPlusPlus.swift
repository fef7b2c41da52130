import CKernels
import Numerics

/// The start of k-means: each next centre is a sample drawn with a probability proportional to its
/// squared distance from the centres so far (Arthur and Vassilvitskii: "k-means++", SODA 2007),
/// the best of a few draws.
package enum KMeansPlusPlus {
  /// Draws `count` centres among the points.
  ///
  /// Where fewer distinct points than centres exist, the rest are copies of points.
  package static func centres(
    of points: PaddedRows, count: Int, _ stream: inout RandomStream
  ) -> PaddedRows {
    let trials = 2 + Int(Elementary.log(Double(count)))
    var chosen = [stream.integer(below: points.count)]
    var nearest = points.squaredDistances(to: points.selecting(rows: chosen))
    while chosen.count < count {
      let sums = runningSums(nearest)
      let total = sums.last ?? 0
      let candidates = (0..<trials).map { _ in
        total > 0
          ? place(of: stream.uniform() * total, in: sums) : stream.integer(below: points.count)
      }
      let distances = points.squaredDistances(to: points.selecting(rows: candidates))
      let best = bestCandidate(nearest, distances, trials: trials)
      for point in nearest.indices {
        nearest[point] = min(nearest[point], distances[point * trials + best])
      }
      chosen.append(candidates[best])
    }
    return points.selecting(rows: chosen)
  }

  /// The candidate that leaves the smallest sum of squared distances; `distances` is `[n, trials]`.
  private static func bestCandidate(
    _ nearest: [Float], _ distances: [Float], trials: Int
  ) -> Int {
    var sums = [Double](repeating: 0, count: trials)
    nearest.withUnsafeBufferPointer { nearest in
      distances.withUnsafeBufferPointer { distances in
        for point in nearest.indices {
          for trial in 0..<trials {
            sums[trial] += Double(min(nearest[point], distances[point * trials + trial]))
          }
        }
      }
    }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }

  private static func runningSums(_ values: [Float]) -> [Double] {
    var sum = 0.0
    return values.map { value in
      sum += Double(value)
      return sum
    }
  }

  /// The first place whose running sum exceeds a value (binary search).
  private static func place(of value: Double, in sums: [Double]) -> Int {
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension PaddedRows {
  /// The rows of the given indices, in their order.
  func selecting(rows indices: [Int]) -> PaddedRows {
    var chosen = PaddedRows(count: indices.count, columns: width)
    for (place, index) in indices.enumerated() {
      for column in 0..<width {
        chosen.elements[place * width + column] = elements[index * width + column]
      }
    }
    return chosen
  }

  /// The squared distances of every row to every row of another: `[count, others.count]`.
  package func squaredDistances(to others: PaddedRows) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * others.count) { target, initialized in
      ck_squared_distances(
        elements, count, others.elements, others.count, width, target.baseAddress)
      initialized = count * others.count
    }
  }
}
