import Numerics

/// The affinities of t-SNE: how strongly each pair of samples attracts, as a sparse symmetric matrix
/// whose entries sum to 1 (van der Maaten and Hinton 2008, equations 1 and 2).
package struct Affinities: Sendable {
  /// Where the neighbours of each sample begin; all starts are multiples of 16: `[n + 1]`.
  package let starts: [Int]
  /// The neighbours of each sample in ascending order; a row is filled up with the sample itself.
  package let neighbours: [Int32]
  /// The joint probability of each pair, 0 where a row is filled up.
  package let probabilities: [Float]

  /// Takes the nearest neighbours of each sample, with the width of each sample's Gaussian chosen so
  /// that the entropy of its neighbours is that of `perplexity` equal ones.
  package init(_ nearest: NearestNeighbours, samples n: Int, perplexity: Double) {
    let k = nearest.count
    let conditional = Parallel.map(blocks: (n + 255) / 256) { block -> [Double] in
      let rows = block * 256..<min(n, block * 256 + 256)
      return rows.flatMap { row -> [Double] in
        let distances = nearest.squaredDistances[row * k..<(row + 1) * k]
        return Self.conditional(distances, perplexity: perplexity)
      }
    }
    self.init(nearest, conditional: Array(conditional.joined()), samples: n)
  }

  /// Makes conditional probabilities `[n * k]` joint: p_ij = (p_i|j + p_j|i) / 2 n.
  private init(_ nearest: NearestNeighbours, conditional: [Double], samples n: Int) {
    let k = nearest.count
    var rows = [[(Int32, Double)]](repeating: [], count: n)
    for row in 0..<n {
      for place in row * k..<(row + 1) * k {
        let other = nearest.indices[place]
        rows[row].append((other, conditional[place]))
        rows[Int(other)].append((Int32(truncatingIfNeeded: row), conditional[place]))
      }
    }
    var starts = [0]
    var neighbours: [Int32] = []
    var probabilities: [Float] = []
    for row in 0..<n {
      let merged = Self.merged(rows[row])
      for (other, sum) in merged {
        neighbours.append(other)
        probabilities.append(Float(sum / Double(2 * n)))
      }
      let missing = (16 - merged.count % 16) % 16
      neighbours.append(
        contentsOf: repeatElement(Int32(truncatingIfNeeded: row), count: missing))
      probabilities.append(contentsOf: repeatElement(0, count: missing))
      starts.append(neighbours.count)
    }
    self.starts = starts
    self.neighbours = neighbours
    self.probabilities = probabilities
  }

  /// The entries in ascending order of their neighbour, those of one neighbour added up.
  private static func merged(_ entries: [(Int32, Double)]) -> [(Int32, Double)] {
    var result: [(Int32, Double)] = []
    for entry in entries.sorted(by: { $0.0 < $1.0 }) {
      if let last = result.last, last.0 == entry.0 {
        result[result.count - 1].1 += entry.1
      } else {
        result.append(entry)
      }
    }
    return result
  }

  /// The probabilities exp(-b d) / sum of one sample's neighbours, b found by Newton's method on its
  /// logarithm, kept inside a bracket by bisection. Equal distances give equal probabilities.
  static func conditional(_ distances: ArraySlice<Double>, perplexity: Double) -> [Double] {
    let nearest = distances.first ?? 0
    let offsets = distances.map { $0 - nearest }
    let mean = offsets.reduce(0, +) / Double(max(1, offsets.count))
    guard mean > 0 else {
      return offsets.map { _ in 1 / Double(offsets.count) }
    }
    let wanted = Elementary.log(perplexity)
    var precision = 1 / mean
    var bracket = (low: 0.0, high: Double.infinity)
    var weights = offsets
    var sum = 1.0
    for _ in 0..<100 {
      sum = 0
      var first = 0.0
      var second = 0.0
      for (place, offset) in offsets.enumerated() {
        let weight = Elementary.exp(-precision * offset)
        weights[place] = weight
        sum += weight
        first += weight * offset
        second += weight * offset * offset
      }
      let average = first / sum
      let excess = Elementary.log(sum) + precision * average - wanted
      if abs(excess) < 1e-11 { break }
      if excess > 0 { bracket.low = precision } else { bracket.high = precision }
      // The entropy's derivative by log b is -b^2 times the variance of the distances.
      let slope = precision * precision * (second / sum - average * average)
      let step = min(2, max(-2, excess / max(slope, 1e-300)))
      var next = precision * Elementary.exp(step)
      if !(next > bracket.low && next < bracket.high) {
        next = bracket.high < .infinity ? (bracket.low + bracket.high) / 2 : precision * 2
      }
      if next == precision { break }
      precision = next
    }
    return weights.map { $0 / sum }
  }
}
