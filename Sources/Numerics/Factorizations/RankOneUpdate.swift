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

/// The equation 1 / s + sum of w_i^2 / (p_i - x) = 0, whose roots are the eigenvalues of a diagonal matrix
/// p plus s w w' (Golub and Van Loan: "Matrix Computations", 4th edition, 8.4.3): one behind each pole.
struct SecularEquation: Sendable {
  /// The poles p, each larger than the one before: `[k]`.
  let poles: [Double]
  /// The weights w, none of them zero: `[k]`.
  let weights: [Double]
  /// The strength s of the correction, above zero.
  let strength: Double

  /// More evaluations than any root takes: as many as halving a range to nothing.
  private static let mostSteps = 200

  /// The two sums, over the poles up to a place and over those behind it, at one point.
  private struct Sums {
    var lower = 0.0
    var lowerSlope = 0.0
    var upper = 0.0
    var upperSlope = 0.0
    /// What rounding can have added, in units of it.
    var noise = 0.0
  }

  /// The root behind pole j; `differences` `[k]` receives p_i less the root, each to nearly all its
  /// digits, which a subtraction of the root itself would lose.
  func root(_ j: Int, differences: UnsafeMutablePointer<Double>) -> Double {
    let k = poles.count
    guard k > 1 else {
      differences[0] = -strength * weights[0] * weights[0]
      return poles[0] - differences[0]
    }
    return j < k - 1 ? innerRoot(j, differences) : lastRoot(differences)
  }

  /// A root between two poles, sought from the nearer one.
  private func innerRoot(_ j: Int, _ differences: UnsafeMutablePointer<Double>) -> Double {
    let gap = poles[j + 1] - poles[j]
    let sums = evaluate(gap / 2, from: poles[j], split: j, differences)
    let value = 1 / strength + sums.lower + sums.upper
    let left = weights[j] * weights[j]
    let right = weights[j + 1] * weights[j + 1]
    let rest = value - left / differences[j] - right / differences[j + 1]
    // The sum with both poles alone, multiplied out, is rest x^2 - a x + b, x seen from the nearer.
    let isLeft = value >= 0
    let a = (isLeft ? rest : -rest) * gap + left + right
    let b = isLeft ? left * gap : -right * gap
    let root = abs(a * a - 4 * b * rest).squareRoot()
    let start = a > 0 ? 2 * b / (a + root) : (a - root) / (2 * rest)
    let range = isLeft ? (0.0, gap / 2) : (-gap / 2, 0.0)
    return improve(
      start, in: range, origin: poles[isLeft ? j : j + 1], split: j, isLast: false, differences)
  }

  /// The root behind the last pole, at most the strength times the weights' squares away from it.
  private func lastRoot(_ differences: UnsafeMutablePointer<Double>) -> Double {
    let k = poles.count
    let reach = strength * weights.reduce(0) { $0 + $1 * $1 }
    let gap = poles[k - 1] - poles[k - 2]
    let sums = evaluate(reach / 2, from: poles[k - 1], split: k - 2, differences)
    let left = weights[k - 2] * weights[k - 2]
    let right = weights[k - 1] * weights[k - 1]
    let rest =
      1 / strength + sums.lower + sums.upper - left / differences[k - 2] - right
      / differences[k - 1]
    let a = rest * gap - left - right
    let root = (a * a + 4 * rest * right * gap).squareRoot()
    let start = a <= 0 ? (root - a) / (2 * rest) : 2 * right * gap / (a + root)
    return improve(
      start, in: (0, reach), origin: poles[k - 1], split: k - 2, isLast: true, differences)
  }

  /// Newton's method on a sum of two poles and a constant that has the value and slopes of both sums
  /// (the "middle way" of Li: "Solving secular equations stably and efficiently", 1993), halving the
  /// range where a step leaves it. Everything is relative to `origin`.
  private func improve(
    _ start: Double, in range: (low: Double, high: Double), origin: Double, split: Int,
    isLast: Bool,
    _ differences: UnsafeMutablePointer<Double>
  ) -> Double {
    var (low, high) = range
    let middle = low + (high - low) / 2
    var place = start > low && start < high ? start : middle
    for _ in 0..<Self.mostSteps {
      let sums = evaluate(place, from: origin, split: split, differences)
      let value = 1 / strength + sums.lower + sums.upper
      if abs(value) <= 0x1p-53 * (sums.noise + 1 / strength) { break }
      if value < 0 { low = place } else { high = place }
      let step = Self.step(
        value, sums, differences[split], differences[split + 1], isLast: isLast)
      var next = place + step
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      if next == place || next <= low || next >= high { break }
      place = next
    }
    return origin + place
  }

  private static func step(
    _ value: Double, _ sums: Sums, _ left: Double, _ right: Double, isLast: Bool
  ) -> Double {
    let slope = sums.lowerSlope + sums.upperSlope
    let c = value - left * sums.lowerSlope - right * sums.upperSlope
    let a = (left + right) * value - left * right * slope
    let b = left * right * value
    let root = abs(a * a - 4 * b * c).squareRoot()
    let step =
      isLast
      ? (a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root))
      : (a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root))
    // The sum grows everywhere: a step goes against its sign.
    return step.isFinite && value * step < 0 ? step : -value / slope
  }

  private func evaluate(
    _ place: Double, from origin: Double, split: Int,
    _ differences: UnsafeMutablePointer<Double>
  ) -> Sums {
    var sums = Sums()
    poles.withUnsafeBufferPointer { poles in
      weights.withUnsafeBufferPointer { weights in
        var (sum, slope, noise) = (0.0, 0.0, 0.0)
        for i in 0...split {
          let difference = (poles[i] - origin) - place
          differences[i] = difference
          let ratio = weights[i] / difference
          sum += weights[i] * ratio
          slope += ratio * ratio
          noise -= sum
        }
        (sums.lower, sums.lowerSlope) = (sum, slope)
        (sum, slope) = (0, 0)
        for i in (split + 1..<poles.count).reversed() {
          let difference = (poles[i] - origin) - place
          differences[i] = difference
          let ratio = weights[i] / difference
          sum += weights[i] * ratio
          slope += ratio * ratio
          noise += abs(sum)
        }
        (sums.upper, sums.upperSlope) = (sum, slope)
        sums.noise =
          noise + 8 * (abs(sum) - sums.lower) + abs(place) * (slope + sums.lowerSlope)
      }
    }
    return sums
  }
}
