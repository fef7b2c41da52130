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
