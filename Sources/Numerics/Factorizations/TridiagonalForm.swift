/// A symmetric matrix as Q T Q', T tridiagonal and Q a product of reflections (Golub and Van Loan:
/// "Matrix Computations", 4th edition, 8.3.1).
struct TridiagonalForm {
  /// The diagonal of T: `[n]`.
  let diagonal: [Double]
  /// What stands beside the diagonal, between i and i + 1: `[n]`, the last 0.
  let offDiagonal: [Double]

  private let size: Int
  private let stride: Int
  /// As `TridiagonalReduction` leaves them.
  private let rows: [Double]
  private let factors: [Double]

  /// The reflections that are applied to vectors in one go.
  private static let block = 64

  /// Reduces a matrix `[n, n]`, of which the lower triangle is read, times a power of two.
  init(of matrix: Matrix<Double>, times power: PowerOfTwo) {
    let n = matrix.rows
    // Rows whose distance is a power of two would share few places of the cache.
    let stride = (n + 7) / 8 * 8 + (n % 256 > 0 ? 0 : 8)
    var rows = [Double](repeating: 0, count: n * stride)
    for row in 0..<n {
      for column in 0...row {
        rows[row * stride + column] = power.scaling(matrix.elements[row * n + column])
      }
    }
    var images = [Double](repeating: 0, count: TridiagonalReduction.panel * stride)
    let results = rows.withUnsafeMutableBufferPointer { rows in
      images.withUnsafeMutableBufferPointer { images in
        guard let rows = rows.baseAddress, let images = images.baseAddress else {
          return ([Double](), [Double](), [Double]())
        }
        var reduction = TridiagonalReduction(rows: rows, images: images, size: n, stride: stride)
        reduction.run()
        return (reduction.diagonal, reduction.offDiagonal, reduction.factors)
      }
    }
    (diagonal, offDiagonal, factors) = results
    (size, self.stride, self.rows) = (n, stride, rows)
  }

  /// Turns vectors x of T, rows `[count, n]` that begin `rowStride` numbers apart, into Q x.
  func apply(to vectors: UnsafeMutablePointer<Double>, count: Int, rowStride: Int) {
    for first in Swift.stride(from: 1, to: size, by: Self.block) {
      let places = first..<min(size, first + Self.block)
      let width = places.upperBound - 1
      let block = ReflectionBlock(factors: factors[places], width: width) { target in
        for row in places {
          for column in 0..<row {
            target[(row - first) * width + column] = rows[row * stride + column]
          }
        }
      }
      block.apply(to: vectors, rows: count, stride: rowStride)
    }
  }
}
