import Numerics

/// One start of a mixture of Gaussians.
struct MixtureFit {
  /// The means of the components: `[k, d]`.
  private(set) var means: Matrix<Double>
  /// The mean over the samples of the logarithm of their density.
  private(set) var logLikelihood = -Double.infinity
  /// How many rounds were made.
  private(set) var rounds = 0
  /// Whether it ended because the likelihood grew no more.
  private(set) var hasConverged = false

  /// The components, as they were last fitted.
  private(set) var densities: [GaussianDensity] = []

  private let points: Matrix<Double>
  private let options: GaussianMixture
  private var weights: [Double]
  /// How likely each component made each sample: `[n, k]`.
  private var responsibilities: Matrix<Double>

  /// Starts from clusters.
  init(_ points: Matrix<Double>, labels: [Int], options: GaussianMixture, count: Int) {
    self.points = points
    self.options = options
    weights = Array(repeating: 0, count: count)
    means = Matrix(rows: count, columns: points.columns)
    responsibilities = Matrix(rows: points.rows, columns: count)
    for (row, label) in labels.enumerated() { responsibilities[row, label] = 1 }
  }

  /// The component most likely to have made each sample, the first of equals.
  var labels: [Int] {
    (0..<points.rows).map { row in
      (1..<max(1, weights.count)).reduce(0) {
        responsibilities[row, $1] > responsibilities[row, $0] ? $1 : $0
      }
    }
  }

  /// The logarithms of the shares of the components.
  var logWeights: [Double] { weights.map(Elementary.log) }

  /// Schwarz's criterion (1978), the lower the better: -2 log L + p log n with p free parameters.
  var bayesianInformation: Double {
    let (k, d, n) = (Double(weights.count), Double(points.columns), Double(points.rows))
    let covariances =
      switch options.covariance {
      case .full: k * d * (d + 1) / 2
      case .tied: d * (d + 1) / 2
      case .diagonal: k * d
      case .spherical: k
      }
    return -2 * logLikelihood * n + (covariances + k * d + k - 1) * Elementary.log(n)
  }

  /// Maximises and expects in turn until the likelihood grows no more.
  ///
  /// - Throws: `ClusteringError.singularCovariance` when a component collapses.
  mutating func run() throws {
    while rounds < options.iterations, !hasConverged {
      rounds += 1
      densities = try maximize()
      let before = logLikelihood
      expect()
      hasConverged = abs(logLikelihood - before) < options.tolerance
    }
  }

  /// Takes weights, means and covariances from the responsibilities.
  private mutating func maximize() throws -> [GaussianDensity] {
    let (n, d) = (points.rows, points.columns)
    var sums = [Double](repeating: 10 * Double.ulpOfOne, count: weights.count)
    for row in 0..<n {
      for component in weights.indices { sums[component] += responsibilities[row, component] }
    }
    weights = sums.map { $0 / Double(n) }
    means = Matrix.product(responsibilities, .transposed, points)
    for component in weights.indices {
      for column in 0..<d { means[component, column] /= sums[component] }
    }
    if options.covariance == .tied {
      var shared = Matrix<Double>(rows: d, columns: d)
      for component in weights.indices {
        let part = scatter(of: component)
        for index in part.elements.indices { shared.elements[index] += part.elements[index] }
      }
      let total = sums.reduce(0, +)
      let factor = try precisionFactor(shared, divisor: total, component: 0)
      return weights.indices.map { .whitened(by: factor, mean: Array(means[$0])) }
    }
    return try weights.indices.map { component in
      let mean = Array(means[component])
      guard options.covariance == .full else {
        return .scaled(by: deviations(of: component, sum: sums[component]), mean: mean)
      }
      let factor = try precisionFactor(
        scatter(of: component), divisor: sums[component], component: component)
      return .whitened(by: factor, mean: mean)
    }
  }

  /// The sum over samples of r (x - m)(x - m)': `[d, d]`.
  private func scatter(of component: Int) -> Matrix<Double> {
    let d = points.columns
    var weighted = points
    var centred = points
    for row in 0..<points.rows {
      let share = responsibilities[row, component]
      for index in row * d..<(row + 1) * d {
        centred.elements[index] -= means.elements[component * d + index - row * d]
        weighted.elements[index] = share * centred.elements[index]
      }
    }
    return Matrix.product(weighted, .transposed, centred)
  }

  /// The inverse of the Cholesky factor of a covariance.
  private func precisionFactor(
    _ scatter: Matrix<Double>, divisor: Double, component: Int
  ) throws -> Matrix<Double> {
    var covariance = scatter
    for index in covariance.elements.indices { covariance.elements[index] /= divisor }
    for index in 0..<covariance.rows { covariance[index, index] += options.regularization }
    guard let factor = covariance.inverseCholeskyFactor else {
      throw ClusteringError.singularCovariance(component: component)
    }
    return factor
  }

  /// The standard deviation of a component along every column, or over all of them.
  private func deviations(of component: Int, sum: Double) -> [Double] {
    let d = points.columns
    var squares = [Double](repeating: 0, count: d)
    for row in 0..<points.rows {
      let share = responsibilities[row, component]
      for column in 0..<d {
        let step = points.elements[row * d + column] - means.elements[component * d + column]
        squares[column] += share * step * step
      }
    }
    let variances = squares.map { $0 / sum + options.regularization }
    guard options.covariance == .spherical else { return variances.map { $0.squareRoot() } }
    let mean = variances.reduce(0, +) / Double(d)
    return variances.map { _ in mean.squareRoot() }
  }

  /// Takes responsibilities and the likelihood from the densities.
  private mutating func expect() {
    let logWeights = logWeights
    let columns = densities.map { $0.logDensities(of: points) }
    var total = 0.0
    for row in 0..<points.rows {
      var largest = -Double.infinity
      for component in columns.indices {
        largest = max(largest, columns[component][row] + logWeights[component])
      }
      var sum = 0.0
      for component in columns.indices {
        let power = Elementary.exp(columns[component][row] + logWeights[component] - largest)
        responsibilities[row, component] = power
        sum += power
      }
      for component in columns.indices { responsibilities[row, component] /= sum }
      total += largest + Elementary.log(sum)
    }
    logLikelihood = total / Double(points.rows)
  }
}

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

/// A fitted mixture of Gaussians, which can tell of any sample which component is likely to have made it.
public struct MixtureDensity: Sendable {
  private let densities: [GaussianDensity]
  private let logWeights: [Double]
  private let mean: [Double]

  /// Takes over a fit to samples that were centred by their mean.
  init(_ fit: MixtureFit, mean: [Double]) {
    densities = fit.densities
    logWeights = fit.logWeights
    self.mean = mean
  }

  /// The most likely component of each sample `[m, d]`, the first of equals, with its probability.
  func assign(_ samples: Matrix<Float>) -> ClusterPlacement {
    var points = samples.converted(to: Double.self)
    for index in points.elements.indices { points.elements[index] -= mean[index % points.columns] }
    let columns = densities.map { $0.logDensities(of: points) }
    var labels: [Int] = []
    var probabilities: [Double] = []
    for row in 0..<points.rows {
      let scores = columns.indices.map { columns[$0][row] + logWeights[$0] }
      let best = scores.indices.dropFirst().reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      let sum = scores.reduce(0.0) { $0 + Elementary.exp($1 - scores[best]) }
      labels.append(best)
      probabilities.append(1 / sum)
    }
    return ClusterPlacement(labels: labels, nearness: probabilities)
  }
}
