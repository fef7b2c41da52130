extension Matrix {
  /// The place of the first element that is NaN or infinite, row by row; nil when there is none.
  public var firstNonFinite: (row: Int, column: Int)? {
    guard let index = elements.firstIndex(where: { !$0.isFinite }) else { return nil }
    return (index / columns, index % columns)
  }
}
