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
