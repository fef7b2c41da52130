/// The eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer: two halves
/// are solved on their own, and what joins them is a correction of rank one (Cuppen: "A divide and
/// conquer method for the symmetric tridiagonal eigenproblem", 1981), whose vectors are orthogonal
/// whatever the rounding of its eigenvalues (Gu and Eisenstat: "A divide-and-conquer algorithm for the
/// symmetric tridiagonal eigenproblem", 1995).
///
/// The memory must be there: `vectors` `[n, n]`, zeros. Row i is the vector of the i-th value.
struct TridiagonalEigen {
  /// The eigenvalues, in no order: `[n]`.
  private(set) var values: [Double]
  /// Their places, the smallest first: `[n]`.
  private(set) var order: [Int] = []

  private var beside: [Double]
  private let vectors: UnsafeMutablePointer<Double>
  private var size: Int { values.count }

  /// Up to this size halves are solved by steps.
  private static let smallEnough = 32

  /// Solves a matrix, given by its diagonal and what stands beside it, both `[n]`; of the vectors only
  /// those of the `count` largest values are sure to be written.
  ///
  /// - Throws: `NumericsError.noConvergence`.
  init(
    diagonal: [Double], beside: [Double], leading count: Int,
    vectors: UnsafeMutablePointer<Double>
  ) throws {
    values = diagonal
    self.beside = beside
    self.vectors = vectors
    order = try solve(0..<diagonal.count, leading: count)
  }

  /// Solves a diagonal block; the places of its values, the smallest first.
  private mutating func solve(_ range: Range<Int>, leading count: Int) throws -> [Int] {
    guard range.count > Self.smallEnough else { return try solveBySteps(range) }
    let middle = range.lowerBound + range.count / 2
    let coupling = beside[middle - 1]
    values[middle - 1] -= abs(coupling)
    values[middle] -= abs(coupling)
    let halves = [range.lowerBound..<middle, middle..<range.upperBound]
    let orders = try halves.map { try solve($0, leading: $0.count) }
    return merge(range, middle, coupling, byValue(orders[0] + orders[1]), leading: count)
  }

  private mutating func solveBySteps(_ range: Range<Int>) throws -> [Int] {
    let (first, n) = (range.lowerBound, size)
    for row in range { vectors[row * n + row] = 1 }
    let corner = vectors + first * n + first
    try values.withUnsafeMutableBufferPointer { values in
      try beside.withUnsafeMutableBufferPointer { beside in
        guard let values = values.baseAddress, let beside = beside.baseAddress else { return }
        try TridiagonalSteps.solve(
          values + first, beside + first, count: range.count, vectors: corner, width: range.count,
          stride: n)
      }
    }
    return byValue(Array(range))
  }

  private func byValue(_ places: [Int]) -> [Int] {
    places.sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
  }

  /// Joins two solved halves.
  private mutating func merge(
    _ range: Range<Int>, _ middle: Int, _ coupling: Double, _ order: [Int], leading count: Int
  ) -> [Int] {
    let (n, first) = (size, range.lowerBound)
    let sign: Double = coupling < 0 ? -1 : 1
    let weights = range.map { row in
      0.5.squareRoot()
        * (row < middle ? vectors[row * n + middle - 1] : sign * vectors[row * n + middle])
    }
    let strength = 2 * abs(coupling)
    let deflation = Deflation(
      values: Array(values[range]), weights: weights, strength: strength,
      order: order.map { $0 - first }, firstHalf: middle - first
    ) { place, other, cosine, sine in
      let (x, y) = (vectors + (first + place) * n, vectors + (first + other) * n)
      for column in range {
        let (a, b) = (x[column], y[column])
        x[column] = cosine * a + sine * b
        y[column] = cosine * b - sine * a
      }
    }
    let update = RankOneUpdate(deflation, strength: strength)
    let settled = deflation.settled.map { place in
      (
        deflation.values[place],
        Array(UnsafeBufferPointer(start: vectors + (first + place) * n + first, count: range.count))
      )
    }
    let found = update.values + settled.map(\.0)
    for (place, value) in found.enumerated() { values[first + place] = value }
    let newOrder = byValue(Array(range))
    let wanted = newOrder.suffix(count).map { $0 - first }.min() ?? 0
    let corner = vectors + first * n + first
    update.combine(
      corner, rowStride: n, columns: range.count, firstHalf: middle - first,
      from: min(wanted, update.values.count))
    for (place, row) in settled.enumerated() {
      let target = corner + (update.values.count + place) * n
      for column in row.1.indices { target[column] = row.1[column] }
    }
    return newOrder
  }
}

/// What is left of a diagonal matrix plus s z z' once all that it hardly changes is set aside: entries of
/// z near zero and, after a rotation, all but one of eigenvalues that are nearly the same (Dongarra and
/// Sorensen: "A fully parallel algorithm for the symmetric eigenvalue problem", 1987).
struct Deflation {
  /// In which of the two halves a vector has entries.
  enum Reach: Int, CaseIterable {
    case first
    case both
    case second
  }

  /// The places that go on, by growing eigenvalue.
  private(set) var kept: [Int] = []
  /// The places whose eigenvalue and vector are found.
  private(set) var settled: [Int] = []
  /// The eigenvalues, where rotations changed them: `[n]`.
  private(set) var values: [Double]
  /// The entries of z: `[n]`.
  private(set) var weights: [Double]
  /// Where each vector has entries: `[n]`.
  private(set) var reaches: [Reach]

  /// Looks at all places in the `order` of their eigenvalues; `rotate` turns the vectors of two.
  init(
    values: [Double], weights: [Double], strength: Double, order: [Int], firstHalf: Int,
    rotate: (_ place: Int, _ other: Int, _ cosine: Double, _ sine: Double) -> Void
  ) {
    self.values = values
    self.weights = weights
    reaches = values.indices.map { $0 < firstHalf ? .first : .second }
    let largest = zip(values, weights).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    let tolerance = 8 * 0x1p-53 * largest
    var pending: Int?
    for place in order {
      guard strength * abs(weights[place]) > tolerance else {
        settled.append(place)
        continue
      }
      if let other = pending {
        if let turn = turn(other, place, tolerance) {
          rotate(other, place, turn.cosine, turn.sine)
          settled.append(other)
        } else {
          kept.append(other)
        }
      }
      pending = place
    }
    if let pending { kept.append(pending) }
  }

  /// The rotation that empties the first place of two, where what it couples them by is negligible.
  private mutating func turn(
    _ place: Int, _ other: Int, _ tolerance: Double
  ) -> (cosine: Double, sine: Double)? {
    let length = TridiagonalSteps.length(weights[place], weights[other])
    let cosine = weights[other] / length
    let sine = -weights[place] / length
    let (lower, upper) = (values[place], values[other])
    guard abs((upper - lower) * cosine * sine) <= tolerance else { return nil }
    weights[other] = length
    weights[place] = 0
    values[place] = lower * cosine * cosine + upper * sine * sine
    values[other] = lower * sine * sine + upper * cosine * cosine
    if reaches[place] != reaches[other] { reaches[other] = .both }
    return (cosine, sine)
  }
}

/// The eigenvalues and eigenvectors of a small tridiagonal matrix by implicit QL steps (Golub and Van
/// Loan: "Matrix Computations", 4th edition, 8.3.3; Bowdler, Martin, Reinsch and Wilkinson 1968).
enum TridiagonalSteps {
  /// More steps than any eigenvalue takes.
  private static let mostSteps = 60

  /// Overwrites the diagonal `[n]` by the eigenvalues, in no order, `beside` `[n]` by zeros, and turns
  /// the rows `[n]` of `vectors`, each `width` numbers long and `stride` apart, as Q is turned.
  ///
  /// - Throws: `NumericsError.noConvergence`.
  static func solve(
    _ diagonal: UnsafeMutablePointer<Double>, _ beside: UnsafeMutablePointer<Double>, count n: Int,
    vectors: UnsafeMutablePointer<Double>, width: Int, stride: Int
  ) throws {
    for first in 0..<n {
      var steps = 0
      while true {
        var last = first
        while last < n - 1, !isNegligible(beside[last], diagonal[last], diagonal[last + 1]) {
          last += 1
        }
        if last == first { break }
        guard steps < mostSteps else { throw NumericsError.noConvergence }
        steps += 1
        step(diagonal, beside, first, last) { row, cosine, sine in
          let (upper, lower) = (vectors + row * stride, vectors + (row + 1) * stride)
          for place in 0..<width {
            let (x, y) = (upper[place], lower[place])
            upper[place] = cosine * x - sine * y
            lower[place] = sine * x + cosine * y
          }
        }
      }
    }
  }

  private static func isNegligible(_ entry: Double, _ upper: Double, _ lower: Double) -> Bool {
    abs(entry) <= 0x1p-53 * (abs(upper) + abs(lower)) || abs(entry) < 0x1p-900
  }

  /// One step on the rows `first ... last`, shifted by the eigenvalue of the first two that is nearer
  /// to the first.
  private static func step(
    _ d: UnsafeMutablePointer<Double>, _ e: UnsafeMutablePointer<Double>, _ first: Int, _ last: Int,
    rotate: (_ row: Int, _ cosine: Double, _ sine: Double) -> Void
  ) {
    let ratio = (d[first + 1] - d[first]) / (2 * e[first])
    let root = length(ratio, 1)
    var g = d[last] - d[first] + e[first] / (ratio + (ratio < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    for row in (first..<last).reversed() {
      let f = sine * e[row]
      let b = cosine * e[row]
      let r = length(f, g)
      e[row + 1] = r
      if r == 0 {
        d[row + 1] -= shift
        e[last] = 0
        return
      }
      (sine, cosine) = (f / r, g / r)
      g = d[row + 1] - shift
      let s = (d[row] - g) * sine + 2 * cosine * b
      shift = sine * s
      d[row + 1] = g + shift
      g = cosine * s - b
      rotate(row, cosine, sine)
    }
    d[first] -= shift
    e[first] = g
    e[last] = 0
  }

  /// The length of a vector of two numbers, whose squares may be out of range.
  static func length(_ x: Double, _ y: Double) -> Double {
    let (small, large) = abs(x) < abs(y) ? (abs(x), abs(y)) : (abs(y), abs(x))
    guard small > 0 else { return large }
    let ratio = small / large
    return large * (1 + ratio * ratio).squareRoot()
  }
}
