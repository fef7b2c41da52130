import CKernels

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
