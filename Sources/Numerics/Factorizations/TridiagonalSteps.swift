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
