import CKernels
import Numerics

/// A format that inner products are taken in where distances are added up.
protocol Measured: Scalar {
  /// sums [rowCount] += distances, as `ck_add_distances` says.
  static func addDistances(
    _ products: UnsafePointer<Self>, _ rowSquares: [Self], _ otherSquares: UnsafePointer<Self>,
    _ otherCount: Int, _ points: UnsafePointer<Double>, _ rows: [Int], _ firstOther: Int,
    _ width: Int, _ sums: inout [Double])
}

extension Double: Measured {
  static func addDistances(
    _ products: UnsafePointer<Double>, _ rowSquares: [Double],
    _ otherSquares: UnsafePointer<Double>, _ otherCount: Int, _ points: UnsafePointer<Double>,
    _ rows: [Int], _ firstOther: Int, _ width: Int, _ sums: inout [Double]
  ) {
    ck_add_distances(
      products, rowSquares, rows.count, otherSquares, otherCount, points, rows, firstOther, width,
      &sums)
  }
}

extension Float: Measured {
  static func addDistances(
    _ products: UnsafePointer<Float>, _ rowSquares: [Float],
    _ otherSquares: UnsafePointer<Float>, _ otherCount: Int, _ points: UnsafePointer<Double>,
    _ rows: [Int], _ firstOther: Int, _ width: Int, _ sums: inout [Double]
  ) {
    ck_add_distances_float(
      products, rowSquares, rows.count, otherSquares, otherCount, points, rows, firstOther, width,
      &sums)
  }
}

/// Points between which distances are added up.
struct DistanceSums<Element: Measured>: Sendable {
  private let points: Matrix<Element>
  private let squares: [Element]
  private let exact: Matrix<Double>

  /// Takes centred points, their squared lengths, and the same points in double precision.
  init(_ points: Matrix<Element>, _ squares: [Element], exact: Matrix<Double>) {
    self.points = points
    self.squares = squares
    self.exact = exact
  }

  /// A few points, at most `CK_MEASURED_ROWS`, measured against others.
  func of(_ rows: [Int]) -> Rows {
    Rows(
      rows: rows, all: self, chosen: points.selecting(rows: rows), squares: rows.map { squares[$0] }
    )
  }

  /// A few points.
  struct Rows {
    fileprivate let rows: [Int]
    fileprivate let all: DistanceSums
    fileprivate let chosen: Matrix<Element>
    fileprivate let squares: [Element]

    /// The sum of the distances of each to those of a range, in the order of the range.
    func sums(to range: Range<Int>, tile: Int) -> [Double] {
      var sums = [Double](repeating: 0, count: rows.count)
      let width = chosen.columns
      withUnsafeTemporaryAllocation(of: Element.self, capacity: tile * rows.count) { products in
        all.points.elements.withUnsafeBufferPointer { points in
          chosen.elements.withUnsafeBufferPointer { few in
            all.squares.withUnsafeBufferPointer { lengths in
              all.exact.elements.withUnsafeBufferPointer { exact in
                guard let points = points.baseAddress, let few = few.baseAddress,
                  let lengths = lengths.baseAddress, let exact = exact.baseAddress,
                  let products = products.baseAddress
                else { return }
                for first in stride(from: range.lowerBound, to: range.upperBound, by: tile) {
                  let others = min(tile, range.upperBound - first)
                  Product<Element>(
                    others, rows.count, width, .rows(points + first * width, of: width),
                    .transposed(few, of: width), into: products
                  ).run()
                  Element.addDistances(
                    products, squares, lengths + first, others, exact, rows, first, width, &sums)
                }
              }
            }
          }
        }
      }
      return sums
    }
  }
}
