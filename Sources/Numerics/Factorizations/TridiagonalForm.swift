import CKernels

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

/// The reduction of a symmetric matrix to tridiagonal form, from the last row to the first and some rows
/// at a time: the reflections of one panel change the rows above it in one matrix product (Dongarra,
/// Hammarling and Sorensen: "Block reduction of matrices to condensed forms for eigenvalue
/// computations", 1989).
///
/// The memory must be there: the lower triangle of the matrix, whose rows begin `stride` numbers apart,
/// and as much as `panel` rows beside it.
struct TridiagonalReduction {
  /// The rows reduced before those above them are changed.
  static let panel = 32
  /// The rows that one product changes.
  private static let strip = 96

  /// The matrix. Of a reduced row i, the first i numbers hold the vector of its reflection, whose pivot
  /// is the last of them.
  let rows: UnsafeMutablePointer<Double>
  /// The vectors w of the panel's rows: with their reflections v, rows above become A - v w' - w v'.
  let images: UnsafeMutablePointer<Double>
  let size: Int
  let stride: Int
  /// The results: the diagonal, what stands beside it, and the factors of the reflections.
  var diagonal: [Double]
  var offDiagonal: [Double]
  var factors: [Double]
  private let kernels = ck_row_kernels_in_use().pointee

  init(
    rows: UnsafeMutablePointer<Double>, images: UnsafeMutablePointer<Double>, size: Int, stride: Int
  ) {
    (self.rows, self.images, self.size, self.stride) = (rows, images, size, stride)
    diagonal = Array(repeating: 0, count: size)
    offDiagonal = diagonal
    factors = diagonal
  }

  /// Reduces all rows.
  mutating func run() {
    var end = size
    while end > 0 {
      let first = max(0, end - Self.panel)
      for row in (first..<end).reversed() { reduce(row, in: first..<end) }
      updateRows(above: first, end)
      end = first
    }
  }

  /// Reduces one row of a panel, the rows behind which are reduced.
  private mutating func reduce(_ row: Int, in panel: Range<Int>) {
    let v = rows + row * stride
    let image = images + (row - panel.lowerBound) * stride
    let done = panel.upperBound - row - 1
    combine(
      done, row + 1, (0..<done).map { -image[($0 + 1) * stride + row] },
      (0..<done).map { -v[($0 + 1) * stride + row] }, v, image, into: v)
    diagonal[row] = v[row]
    guard row > 0 else { return }
    let factor = Reflection.find(pivot: &v[row - 1], beside: v, count: row - 1)
    (offDiagonal[row - 1], factors[row]) = (v[row - 1], factor)
    v[row - 1] = 1
    kernels.multiply_symmetric(row, rows, stride, v, image)
    var alongImages = [Double](repeating: 0, count: done)
    var alongVectors = alongImages
    kernels.multiply(done, row, image + stride, stride, v, &alongImages)
    kernels.multiply(done, row, v + stride, stride, v, &alongVectors)
    combine(done, row, alongImages.map { -$0 }, alongVectors.map { -$0 }, v, image, into: image)
    Double.kernels.scale(row, factor, image, image)
    var overlap = 0.0
    kernels.multiply(1, row, image, stride, v, &overlap)
    Double.kernels.add(row, -factor / 2 * overlap, v, image)
  }

  /// target `[n]` += factors times the vectors of the rows behind v, and others times their images.
  private func combine(
    _ count: Int, _ n: Int, _ factors: [Double], _ others: [Double],
    _ v: UnsafePointer<Double>, _ image: UnsafePointer<Double>,
    into target: UnsafeMutablePointer<Double>
  ) {
    kernels.combine(count, n, factors, v + stride, stride, target)
    kernels.combine(count, n, others, image + stride, stride, target)
  }

  /// Subtracts v w' + w v' of the rows `first ..< end` from the lower triangle above them.
  private func updateRows(above first: Int, _ end: Int) {
    guard first > 0 else { return }
    let count = end - first
    var left = [Double](repeating: 0, count: 2 * count * first)
    var right = left
    for i in 0..<count {
      for place in 0..<first {
        let (v, w) = (rows[(first + i) * stride + place], images[i * stride + place])
        left[i * first + place] = v
        right[i * first + place] = -w
        left[(count + i) * first + place] = -w
        right[(count + i) * first + place] = v
      }
    }
    let stride = stride
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return }
        nonisolated(unsafe) let (a, b, target) = (left, right, rows)
        Parallel.forEach(blocks: (first + Self.strip - 1) / Self.strip) { strip in
          let start = strip * Self.strip
          let stop = min(first, start + Self.strip)
          Product<Double>(
            stop - start, stop, 2 * count, .transposed(a + start, of: first),
            .rows(b, of: first), into: target + start * stride, rowStride: stride,
            from: .current
          ).run()
        }
      }
    }
  }
}
