import CKernels

/// A matrix `[rows, columns]`, row by row in one array.
public struct Matrix<Element: Scalar>: Sendable, Equatable {
  /// The number of rows: samples, usually.
  public let rows: Int
  /// The number of columns: dimensions, usually.
  public let columns: Int
  /// The elements, row by row: `[rows * columns]`.
  public var elements: [Element]

  /// A matrix with every element the same.
  @inlinable public init(rows: Int, columns: Int, repeating element: Element = 0) {
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: element, count: rows * columns)
  }

  /// A matrix of given elements; nil unless there are `rows * columns` of them.
  @inlinable public init?(rows: Int, columns: Int, elements: [Element]) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == count else { return nil }
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix whose elements a closure writes, row by row, before anyone reads them.
  @inlinable public init(
    rows: Int, columns: Int,
    initializingWith write: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows {
    self.rows = rows
    self.columns = columns
    elements = try Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
      buffer.initialize(repeating: 0)
      try write(buffer)
      count = rows * columns
    }
  }

  /// One element.
  @inlinable public subscript(row: Int, column: Int) -> Element {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// One row.
  @inlinable public subscript(row: Int) -> ArraySlice<Element> {
    elements[row * columns..<(row + 1) * columns]
  }

  /// The rows of the given indices, in their order.
  @inlinable public func selecting(rows indices: some Collection<Int>) -> Matrix {
    var chosen: [Element] = []
    chosen.reserveCapacity(indices.count * columns)
    for index in indices { chosen.append(contentsOf: self[index]) }
    return Matrix(rows: indices.count, columns: columns, trusting: chosen)
  }

  /// The first columns.
  @inlinable public func selecting(firstColumns count: Int) -> Matrix {
    var chosen: [Element] = []
    chosen.reserveCapacity(rows * count)
    for row in 0..<rows { chosen.append(contentsOf: self[row].prefix(count)) }
    return Matrix(rows: rows, columns: count, trusting: chosen)
  }

  /// The matrix in another format, each element rounded to nearest.
  @inlinable public func converted<Other: Scalar>(to type: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns, trusting: elements.map { Other($0) })
  }

  @usableFromInline init(rows: Int, columns: Int, trusting elements: [Element]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }
}

/// The two floating-point formats that the kernels are compiled for.
///
/// Training runs in `Float`; the same code in `Double` is what gradients are checked with.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {}

extension Float: Scalar {}
extension Double: Scalar {}

extension Matrix {
  /// The place of the first element that is NaN or infinite, row by row; nil when there is none.
  public var firstNonFinite: (row: Int, column: Int)? {
    let piece = 1 << 14
    for start in stride(from: 0, to: elements.count, by: piece) {
      let range = start..<Swift.min(elements.count, start + piece)
      // Only what has no finite sum can hold one; the sum of large numbers has none either.
      guard !sum(range).isFinite, let index = elements[range].firstIndex(where: { !$0.isFinite })
      else { continue }
      return (index / columns, index % columns)
    }
    return nil
  }

  private func sum(_ range: Range<Int>) -> Double {
    elements.withUnsafeBufferPointer { elements in
      elements.baseAddress.map { Element.kernels.sum(range.count, $0 + range.lowerBound) } ?? 0
    }
  }
}

extension Matrix {
  /// The mean of every column, summed in double precision in the order of the rows: `[columns]`.
  @inlinable public var columnMeans: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    elements.withUnsafeBufferPointer { source in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          for column in 0..<columns { sums[column] += Double(source[row * columns + column]) }
        }
      }
    }
    return sums.map { $0 / Double(max(1, rows)) }
  }

  /// The matrix with every column shifted to mean 0: distances stay, their rounding shrinks.
  @inlinable public var lessColumnMeans: Matrix { less(columnMeans) }

  /// The matrix with a number taken from every element of each column, worked out in double precision.
  @inlinable public func less(_ means: [Double]) -> Matrix {
    Matrix(rows: rows, columns: columns) { target in
      elements.withUnsafeBufferPointer { source in
        for row in 0..<rows {
          for column in 0..<columns {
            let index = row * columns + column
            target[index] = Element(Double(source[index]) - means[column])
          }
        }
      }
    }
  }
}

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
