/// The eigenvalues and eigenvectors of what a deflation kept of a diagonal matrix plus s z z'.
struct RankOneUpdate {
  /// The eigenvalues, the smallest first: `[k]`.
  let values: [Double]

  private let deflation: Deflation
  /// The poles less the eigenvalues, one eigenvalue a row: `[k, k]`.
  private let differences: [Double]
  /// The entries of z for which the eigenvalues found are exact: `[k]`.
  private let weights: [Double]

  /// The roots that a thread finds at a time.
  private static let block = 32

  /// Finds the eigenvalues.
  init(_ deflation: Deflation, strength: Double) {
    self.deflation = deflation
    let k = deflation.kept.count
    let equation = SecularEquation(
      poles: deflation.kept.map { deflation.values[$0] },
      weights: deflation.kept.map { deflation.weights[$0] }, strength: strength)
    var roots = [Double](repeating: 0, count: k)
    var differences = [Double](repeating: 0, count: k * k)
    roots.withUnsafeMutableBufferPointer { roots in
      differences.withUnsafeMutableBufferPointer { differences in
        guard let base = differences.baseAddress else { return }
        nonisolated(unsafe) let (places, rows) = (roots, base)
        Parallel.forEach(blocks: (k + Self.block - 1) / Self.block) { block in
          for j in block * Self.block..<min(k, (block + 1) * Self.block) {
            places[j] = equation.root(j, differences: rows + j * k)
          }
        }
      }
    }
    values = roots
    self.differences = differences
    weights = Self.exactWeights(equation, differences)
  }

  /// By Löwner's formula: w_i^2 = product over j of (x_j - p_i), divided by that of (p_j - p_i).
  private static func exactWeights(
    _ equation: SecularEquation, _ differences: [Double]
  ) -> [Double] {
    let k = equation.poles.count
    var products = (0..<k).map { differences[$0 * k + $0] }
    products.withUnsafeMutableBufferPointer { products in
      differences.withUnsafeBufferPointer { differences in
        equation.poles.withUnsafeBufferPointer { poles in
          for j in 0..<k {
            let (row, pole) = (j * k, poles[j])
            for i in 0..<j { products[i] *= differences[row + i] / (poles[i] - pole) }
            for i in j + 1..<k {
              products[i] *= differences[row + i] / (poles[i] - pole)
            }
          }
        }
      }
    }
    return zip(products, equation.weights).map { product, weight in
      let size = abs(product).squareRoot()
      return weight < 0 ? -size : size
    }
  }

  /// Overwrites the first rows of a block `[n, n]` by the eigenvectors, from the one of `start` on: each
  /// is a combination of the kept rows, of which those of the first half have no entries behind
  /// `firstHalf` columns, those of the second none before.
  func combine(
    _ block: UnsafeMutablePointer<Double>, rowStride: Int, columns n: Int, firstHalf: Int,
    from start: Int
  ) {
    let k = values.count
    let groups = Deflation.Reach.allCases.map { reach in
      (0..<k).filter { deflation.reaches[deflation.kept[$0]] == reach }
    }
    let factors = vectors(from: start, order: groups.flatMap { $0 })
    let parts = [
      (groups[0] + groups[1], 0..<firstHalf, 0),
      (groups[1] + groups[2], firstHalf..<n, groups[0].count),
    ]
    let sources = parts.map { members, columns, _ in
      members.flatMap { member in
        UnsafeBufferPointer(
          start: block + deflation.kept[member] * rowStride + columns.lowerBound,
          count: columns.count)
      }
    }
    factors.withUnsafeBufferPointer { factors in
      guard let factors = factors.baseAddress else { return }
      for ((members, columns, offset), source) in zip(parts, sources) {
        source.withUnsafeBufferPointer { source in
          guard let source = source.baseAddress else { return }
          Product<Double>(
            k - start, columns.count, members.count, .rows(factors + offset, of: k),
            .rows(source, of: columns.count),
            into: block + start * rowStride + columns.lowerBound, rowStride: rowStride
          ).runInParallel()
        }
      }
    }
  }

  /// The eigenvectors from one on, of length one, in terms of the kept ones in the given order:
  /// `[k - start, k]`.
  private func vectors(from start: Int, order: [Int]) -> [Double] {
    let k = values.count
    var result = [Double](repeating: 0, count: (k - start) * k)
    result.withUnsafeMutableBufferPointer { result in
      for j in start..<k {
        let row = (j - start) * k
        var square = 0.0
        for (place, i) in order.enumerated() {
          let entry = weights[i] / differences[j * k + i]
          result[row + place] = entry
          square += entry * entry
        }
        let factor = 1 / square.squareRoot()
        for place in 0..<k { result[row + place] *= factor }
      }
    }
    return result
  }
}
