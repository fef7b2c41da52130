import CKernels
import Numerics

/// A format that samples can be centred in.
protocol Centred: Scalar {
  /// y `[rows, columns]` = x - mean `[columns]`; the rows of x are `stride` numbers apart.
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Self>)
}

extension Float: Centred {
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Float>
  ) {
    ck_centre_float(rows, columns, x, stride, mean, y)
  }
}

extension Double: Centred {
  static func centre(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ stride: Int,
    _ mean: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    ck_centre_double(rows, columns, x, stride, mean, y)
  }
}

/// Samples less their column means, handed out a block at a time, so that no second copy of the data
/// is ever made.
///
/// A block is centred in double precision and then rounded, if need be, so that single precision
/// costs a relative error of 2^-24 for each value, however far the data lies from zero. Products of
/// single precision are chains of at most 1024 terms, added up in double precision.
struct CentredSamples {
  let samples: Matrix<Float>
  /// The mean of each column: `[d]`.
  let mean: [Double]

  /// Takes the means of the samples themselves, summed in the order of the rows.
  init(_ samples: Matrix<Float>) {
    self.init(samples, mean: samples.columnMeans)
  }

  /// Takes means found elsewhere.
  init(_ samples: Matrix<Float>, mean: [Double]) {
    self.samples = samples
    self.mean = mean
  }

  /// The centred values of a range of rows and a range of columns.
  func block<Element: Centred>(
    _ rows: Range<Int>, _ columns: Range<Int>, as type: Element.Type = Double.self
  ) -> Matrix<Element> {
    var block = Matrix<Element>(rows: 0, columns: 0)
    centre(rows, columns, into: &block)
    return block
  }

  /// Writes the centred values of a range of rows and a range of columns over the first rows of a
  /// block, which is replaced when it does not fit.
  func centre<Element: Centred>(
    _ rows: Range<Int>, _ columns: Range<Int>, into block: inout Matrix<Element>
  ) {
    if block.rows < rows.count || block.columns != columns.count {
      block = Matrix(rows: rows.count, columns: columns.count)
    }
    block.elements.withUnsafeMutableBufferPointer { target in
      samples.elements.withUnsafeBufferPointer { source in
        mean.withUnsafeBufferPointer { mean in
          guard let x = source.baseAddress, let mean = mean.baseAddress, let y = target.baseAddress
          else { return }
          Element.centre(
            rows.count, columns.count,
            x + rows.lowerBound * samples.columns + columns.lowerBound, samples.columns,
            mean + columns.lowerBound, y)
        }
      }
    }
  }

  /// The ranges 0 ..< 512, 512 ..< 1024, … up to a count.
  static func ranges(_ count: Int, by size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// The sum of squares of the centred samples.
  var totalScatter: Double {
    var total = 0.0
    var values = Matrix<Float>(rows: 0, columns: 0)
    for rows in Self.ranges(samples.rows, by: 64) {
      for columns in Self.ranges(samples.columns, by: 1024) {
        centre(rows, columns, into: &values)
        values.elements.withUnsafeBufferPointer { values in
          if let values = values.baseAddress {
            total += Float.kernels.sum_of_squares(rows.count * columns.count, values)
          }
        }
      }
    }
    return total
  }
}
