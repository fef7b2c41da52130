import CKernels

/// The samples within a distance of each sample, itself among them, exactly.
///
/// Candidates come from |x|^2 - 2 x y in single precision, through the matrix product; those that its
/// rounding leaves in doubt are measured from differences in double precision.
package struct RadiusSearch: Sendable {
  /// Samples searched for at a time.
  private static let block = 128

  private let samples: Matrix<Float>
  private let centred: Matrix<Float>
  private let norms: [Float]
  private let squaredRadius: Double
  private let largestNorm: Double

  /// Prepares to search among samples `[n, d]`.
  package init(_ samples: Matrix<Float>, radius: Double) {
    self.samples = samples
    centred = samples.lessColumnMeans
    norms = centred.squaredNorms
    largestNorm = Double(norms.max() ?? 0)
    squaredRadius = radius * radius
  }

  /// How many blocks of samples there are; each can be searched on a thread of its own.
  package var blocks: Int { (centred.rows + Self.block - 1) / Self.block }

  /// Tells for every sample of a block which ones are near, in ascending order.
  package func visit(_ block: Int, _ body: (_ row: Int, _ near: ArraySlice<Int32>) -> Void) {
    let rows = block * Self.block..<min(centred.rows, (block + 1) * Self.block)
    let products = Matrix.product(centred.selecting(rows: rows), .none, centred, .transposed)
    var found = [Int32](repeating: 0, count: centred.rows)
    for row in rows {
      // The chain of a product of rows is off by at most d 2^-24 |x| |y|.
      let own = Double(norms[row])
      let doubt =
        (Double(centred.columns) + 8) * 0x1p-22
        * (own.squareRoot() * largestNorm.squareRoot() + own)
        + 0x1p-22 * largestNorm
      let limit = squaredRadius - own
      let count = products.elements.withUnsafeBufferPointer { products in
        products.baseAddress.map {
          ck_columns_below(
            $0 + (row - rows.lowerBound) * centred.rows, norms, centred.rows,
            Float(limit + doubt).nextUp, &found)
        } ?? 0
      }
      var kept = 0
      for place in 0..<count {
        let other = Int(found[place])
        let key =
          Double(norms[other]) - 2 * Double(products[row - rows.lowerBound, other])
        guard key < limit - doubt || samples.squaredDistance(row, other) <= squaredRadius else {
          continue
        }
        found[kept] = found[place]
        kept += 1
      }
      body(row, found[..<kept])
    }
  }
}
