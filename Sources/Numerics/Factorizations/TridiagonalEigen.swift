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
