import CKernels
import Numerics

/// Multinomial logistic regression: the weights `[classes, d]` and biases that make the mean cross entropy
/// plus penalty / 2 times the sum of the squared weights smallest.
///
/// By L-BFGS (Liu and Nocedal 1989) until no derivative is larger than 10^-6.
struct LogisticRegression {
  /// The most rounds.
  static let rounds = 1000
  private static let tolerance = 1e-6

  /// The factor on half the squared weights.
  let penalty: Double
  /// Whether the derivatives vanished.
  private(set) var hasConverged = false
  /// Weights, one class a row, the bias behind them: `[classes, d + 1]`.
  private(set) var weights: Matrix<Double>
  /// The mean cross entropy plus the penalty.
  private(set) var loss = Double.infinity

  /// Fits samples, from zero or from where another fit ended.
  init(_ training: LabelledSamples, penalty: Double, from start: LogisticRegression? = nil) {
    self.penalty = penalty
    let classes = (training.labels.max() ?? 0) + 1
    let width = training.samples.columns + 1
    weights = Matrix(rows: classes, columns: width)
    if let start, start.weights.columns == width {
      for index in start.weights.elements.indices where index < weights.elements.count {
        weights.elements[index] = start.weights.elements[index]
      }
    }
    let objective = LogisticObjective(training, classes: classes, penalty: penalty)
    var search = LimitedMemorySearch(weights.elements)
    hasConverged = search.run(rounds: Self.rounds, tolerance: Self.tolerance) {
      objective.valueAndGradient(at: $0)
    }
    weights.elements = search.point
    loss = search.value
  }

  /// The class of the largest score of each sample, the lowest of equals.
  func classes(of samples: Matrix<Float>) -> [Int] {
    let scores = LogisticObjective.scores(of: samples, weights.elements, classes: weights.rows)
    return (0..<samples.rows).map { row in
      (1..<max(1, weights.rows)).reduce(0) { scores[row, $1] > scores[row, $0] ? $1 : $0 }
    }
  }

  /// The share of samples that are put in their class.
  func accuracy(on samples: Matrix<Float>, _ labels: [Int]) -> Double {
    let right = zip(classes(of: samples), labels).count { $0 == $1 }
    return Double(right) / Double(max(1, labels.count))
  }
}

/// The loss of a logistic regression and its derivatives.
private struct LogisticObjective: Sendable {
  /// Samples whose products are one chain.
  private static let block = 1024

  private let blocks: [(samples: Matrix<Float>, labels: [Int32])]
  private let count: Int
  private let classes: Int
  private let penalty: Double

  init(_ training: LabelledSamples, classes: Int, penalty: Double) {
    let samples = training.samples
    count = samples.rows
    self.classes = classes
    self.penalty = penalty
    blocks = stride(from: 0, to: samples.rows, by: Self.block).map { first in
      let rows = first..<min(samples.rows, first + Self.block)
      return (
        samples.selecting(rows: rows), training.labels[rows].map { Int32(truncatingIfNeeded: $0) }
      )
    }
  }

  /// The scores of samples: `[n, classes]`.
  static func scores(of samples: Matrix<Float>, _ point: [Double], classes: Int) -> Matrix<Float> {
    let d = samples.columns
    let weights = Matrix<Float>(rows: classes, columns: d) { target in
      for row in 0..<classes {
        for column in 0..<d { target[row * d + column] = Float(point[row * (d + 1) + column]) }
      }
    }
    var scores = Matrix.product(samples, .none, weights, .transposed)
    let biases = (0..<classes).map { Float(point[$0 * (d + 1) + d]) }
    for row in 0..<samples.rows {
      for column in 0..<classes { scores.elements[row * classes + column] += biases[column] }
    }
    return scores
  }

  func valueAndGradient(at point: [Double]) -> (value: Double, gradient: [Double]) {
    let parts = Parallel.map(blocks: blocks.count) { part(blocks[$0], point) }
    var value = parts.reduce(0) { $0 + $1.value } / Double(max(1, count))
    var gradient = [Double](repeating: 0, count: point.count)
    for part in parts {
      for index in gradient.indices { gradient[index] += part.gradient[index] }
    }
    let width = point.count / classes
    for index in gradient.indices {
      gradient[index] /= Double(max(1, count))
      guard (index + 1) % width != 0 else { continue }
      gradient[index] += penalty * point[index]
      value += penalty / 2 * point[index] * point[index]
    }
    return (value, gradient)
  }

  /// The sums of one block, not divided by the number of samples.
  private func part(
    _ block: (samples: Matrix<Float>, labels: [Int32]), _ point: [Double]
  ) -> (value: Double, gradient: [Double]) {
    let (rows, d) = (block.samples.rows, block.samples.columns)
    let scores = Self.scores(of: block.samples, point, classes: classes)
    var probabilities = scores
    var slopes = scores
    let value = probabilities.elements.withUnsafeMutableBufferPointer { probabilities in
      slopes.elements.withUnsafeMutableBufferPointer { slopes in
        probabilities.baseAddress.map {
          Float.kernels.cross_entropy_of_classes(
            rows, classes, scores.elements, block.labels, 0, 1, $0, slopes.baseAddress)
        } ?? 0
      }
    }
    let products = Matrix.product(slopes, .transposed, block.samples)
    var gradient = [Double](repeating: 0, count: point.count)
    for row in 0..<classes {
      for column in 0..<d {
        gradient[row * (d + 1) + column] = Double(products.elements[row * d + column])
      }
    }
    for row in 0..<rows {
      for column in 0..<classes {
        gradient[column * (d + 1) + d] += Double(slopes.elements[row * classes + column])
      }
    }
    return (value, gradient)
  }
}
