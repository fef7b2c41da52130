import CKernels
import Numerics

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
  func block<Element: Scalar>(
    _ rows: Range<Int>, _ columns: Range<Int>, as type: Element.Type = Double.self
  ) -> Matrix<Element> {
    Matrix(rows: rows.count, columns: columns.count) { target in
      samples.elements.withUnsafeBufferPointer { source in
        mean.withUnsafeBufferPointer { mean in
          for row in rows {
            let from = row * samples.columns + columns.lowerBound
            let to = (row - rows.lowerBound) * columns.count
            for column in 0..<columns.count {
              target[to + column] = Element(
                Double(source[from + column]) - mean[columns.lowerBound + column])
            }
          }
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
    for rows in Self.ranges(samples.rows, by: 64) {
      for columns in Self.ranges(samples.columns, by: 1024) {
        block(rows, columns, as: Float.self).elements.withUnsafeBufferPointer { values in
          if let values = values.baseAddress {
            total += Float.kernels.sum_of_squares(rows.count * columns.count, values)
          }
        }
      }
    }
    return total
  }
}
