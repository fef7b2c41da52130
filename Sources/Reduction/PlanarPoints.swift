import Numerics

/// Points of the plane, of space or of more dimensions, one coordinate after the other, as the kernels read them.
struct PlanarPoints: Sendable {
  /// The number of points.
  let count: Int
  /// The number of coordinates.
  let dimensions: Int
  /// The distance from one coordinate to the next in `values`: a multiple of 16.
  let stride: Int
  /// Coordinate c of point i at c * stride + i: `[dimensions * stride]`.
  var values: [Float]

  /// Where the places beyond the last point lie, too far away to exert a force.
  static let farAway: Float = 1e18

  /// Points at zero.
  init(count: Int, dimensions: Int) {
    self.count = count
    self.dimensions = dimensions
    stride = (count + 15) / 16 * 16
    values = Array(repeating: 0, count: dimensions * stride)
    for coordinate in 0..<dimensions {
      for place in count..<stride { values[coordinate * stride + place] = Self.farAway }
    }
  }

  /// The rows of a matrix `[n, dimensions]`.
  init(_ matrix: Matrix<Float>) {
    self.init(count: matrix.rows, dimensions: matrix.columns)
    for row in 0..<count {
      for column in 0..<dimensions { values[column * stride + row] = matrix[row, column] }
    }
  }

  /// The points as rows.
  var matrix: Matrix<Float> {
    Matrix(rows: count, columns: dimensions) { target in
      for row in 0..<count {
        for column in 0..<dimensions {
          target[row * dimensions + column] = values[column * stride + row]
        }
      }
    }
  }

  /// The range of one coordinate.
  func range(_ coordinate: Int) -> ClosedRange<Float> {
    values.withUnsafeBufferPointer { values in
      var low = values[coordinate * stride]
      var high = low
      for index in coordinate * stride..<coordinate * stride + count {
        if values[index] < low { low = values[index] }
        if values[index] > high { high = values[index] }
      }
      return low <= high ? low...high : 0...0
    }
  }

  /// Shifts the points so that every coordinate's mean is 0.
  mutating func centre() {
    for coordinate in 0..<dimensions {
      let range = coordinate * stride..<coordinate * stride + count
      values.withUnsafeMutableBufferPointer { values in
        var sum = 0.0
        for index in range { sum += Double(values[index]) }
        let mean = Float(sum / Double(count))
        for index in range { values[index] -= mean }
      }
    }
  }

  /// Whether every coordinate is within what the kernels can square.
  var areFinite: Bool {
    (0..<dimensions).allSatisfy { coordinate in
      let range = range(coordinate)
      let first = values[coordinate * stride]
      return first == first && range.lowerBound > -1e15 && range.upperBound < 1e15
    }
  }

  /// The squared distance of two points.
  func squaredDistance(_ left: Int, _ right: Int) -> Double {
    (0..<dimensions).reduce(0) { sum, coordinate in
      let step =
        Double(values[coordinate * stride + left]) - Double(values[coordinate * stride + right])
      return sum + step * step
    }
  }
}
