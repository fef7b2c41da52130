import Numerics

/// The density of a Gaussian, kept as what makes its samples standard.
enum GaussianDensity {
  /// y = F (x - m), F the inverse of the covariance's Cholesky factor `[d, d]`.
  case whitened(by: Matrix<Double>, mean: [Double])
  /// y = (x - m) / s, with a standard deviation for each column.
  case scaled(by: [Double], mean: [Double])

  /// The logarithm of the density at each of the points `[n, d]`.
  func logDensities(of points: Matrix<Double>) -> [Double] {
    let d = points.columns
    let constant = -0.5 * Double(d) * Elementary.log(2 * Double.pi)
    switch self {
    case .whitened(let factor, let mean):
      let scores = Matrix.product(points, .none, factor, .transposed)
      let origin = (0..<d).map { row in
        zip(factor[row], mean).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let volume = (0..<d).reduce(constant) { $0 + Elementary.log(factor[$1, $1]) }
      return (0..<points.rows).map { row in
        var square = 0.0
        for column in 0..<d {
          let step = scores.elements[row * d + column] - origin[column]
          square += step * step
        }
        return volume - 0.5 * square
      }
    case .scaled(let deviations, let mean):
      let volume = deviations.reduce(constant) { $0 - Elementary.log($1) }
      return (0..<points.rows).map { row in
        var square = 0.0
        for column in 0..<d {
          let step = (points.elements[row * d + column] - mean[column]) / deviations[column]
          square += step * step
        }
        return volume - 0.5 * square
      }
    }
  }
}

extension Matrix<Double> {
  /// L^-1 with L L' this symmetric matrix, L lower triangular; nil unless it is positive definite.
  var inverseCholeskyFactor: Matrix? {
    let n = rows
    var factor = self
    var inverse = Matrix(rows: n, columns: n)
    let isDefinite = factor.elements.withUnsafeMutableBufferPointer { l in
      for i in 0..<n {
        for j in 0...i {
          var sum = l[i * n + j]
          for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
          if i == j {
            guard sum > 0 else { return false }
            l[i * n + i] = sum.squareRoot()
          } else {
            l[i * n + j] = sum / l[j * n + j]
          }
        }
      }
      return true
    }
    guard isDefinite else { return nil }
    inverse.elements.withUnsafeMutableBufferPointer { x in
      factor.elements.withUnsafeBufferPointer { l in
        for i in 0..<n {
          x[i * n + i] = 1 / l[i * n + i]
          for k in 0..<i {
            for j in 0...k { x[i * n + j] -= l[i * n + k] * x[k * n + j] * x[i * n + i] }
          }
        }
      }
    }
    return inverse
  }
}
