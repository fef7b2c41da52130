/// Which rows of a matrix are copies of one another.
public struct DistinctRows: Sendable {
  /// One row of each kind, in the order of their values (the first column decides, then the second, …):
  /// an order that does not depend on that of the rows.
  public let first: [Int]
  /// The place in `first` of every row: `[n]`.
  public let kinds: [Int]

  /// Whether no row is a copy of another.
  public var areAll: Bool { first.count == kinds.count }

  /// Compares the rows of a matrix without NaN.
  public init(_ matrix: Matrix<Float>) {
    var byHash: [Int: [Int]] = [:]
    var met: [Int] = []
    var groups: [Int] = []
    for row in 0..<matrix.rows {
      var hasher = Hasher()
      // Zero and minus zero are equal, and hash alike.
      for value in matrix[row] { hasher.combine(value) }
      let hash = hasher.finalize()
      if let group = byHash[hash]?.first(where: { matrix[met[$0]].elementsEqual(matrix[row]) }) {
        groups.append(group)
      } else {
        byHash[hash, default: []].append(met.count)
        groups.append(met.count)
        met.append(row)
      }
    }
    let order = met.indices.sorted {
      matrix[met[$0]].lexicographicallyPrecedes(matrix[met[$1]])
    }
    var places = Array(repeating: 0, count: met.count)
    for (place, group) in order.enumerated() { places[group] = place }
    first = order.map { met[$0] }
    kinds = groups.map { places[$0] }
  }
}

extension Matrix<Float> {
  /// The columns in which all rows have the same value, to the rounding of single precision.
  public var constantColumns: [Int] {
    guard rows > 0 else { return [] }
    return (0..<columns).filter { column in
      var low = self[0, column]
      var high = low
      for row in 1..<max(1, rows) {
        low = min(low, self[row, column])
        high = max(high, self[row, column])
      }
      return high - low <= 1e-6 * max(abs(low), abs(high))
    }
  }
}
