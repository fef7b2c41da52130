import CKernels
import Numerics

/// One start of k-means, from given centres to convergence.
struct Lloyd: Sendable {
  let points: PaddedRows
  /// The means of the clusters: `[k, width]`.
  private(set) var centres: PaddedRows
  /// The nearest centre of each point.
  private(set) var labels: [Int]
  /// The sum of squared distances to the nearest centres.
  private(set) var inertia = 0.0
  /// How many rounds were made.
  private(set) var rounds = 0

  init(_ points: PaddedRows, centres: PaddedRows) {
    self.points = points
    self.centres = centres
    labels = Array(repeating: -1, count: points.count)
  }

  /// Repeats assignment and means until no label changes, the centres move less than the tolerance
  /// (squared), or the rounds are used up.
  mutating func run(iterations: Int, tolerance: Double) {
    while rounds < iterations {
      rounds += 1
      let isStable = !assign()
      if isStable { break }
      let movement = moveCentres()
      if movement <= tolerance {
        _ = assign()
        break
      }
    }
    inertia = sumOfSquares()
  }

  /// Gives every point the nearest centre, the first of equals; whether any label changed.
  private mutating func assign() -> Bool {
    let distances = points.squaredDistances(to: centres)
    var hasChanged = false
    for point in 0..<points.count {
      var best = 0
      for centre in 1..<max(1, centres.count)
      where distances[point * centres.count + centre] < distances[point * centres.count + best] {
        best = centre
      }
      if labels[point] != best {
        labels[point] = best
        hasChanged = true
      }
    }
    return hasChanged
  }

  /// Puts every centre at the mean of its points; returns the sum of squared movements.
  private mutating func moveCentres() -> Double {
    let width = points.width
    var sums = [Double](repeating: 0, count: centres.count * width)
    var counts = [Int](repeating: 0, count: centres.count)
    for (point, label) in labels.enumerated() {
      counts[label] += 1
      for k in 0..<width { sums[label * width + k] += Double(points.elements[point * width + k]) }
    }
    var movement = 0.0
    for centre in 0..<centres.count where counts[centre] > 0 {
      for k in 0..<width {
        let value = Float(sums[centre * width + k] / Double(counts[centre]))
        let step = Double(value - centres.elements[centre * width + k])
        movement += step * step
        centres.elements[centre * width + k] = value
      }
    }
    return movement
  }

  private func sumOfSquares() -> Double {
    var sum = 0.0
    for (point, label) in labels.enumerated() {
      for k in 0..<points.width {
        let step = Double(
          points.elements[point * points.width + k] - centres.elements[label * points.width + k])
        sum += step * step
      }
    }
    return sum
  }
}

extension Matrix<Float> {
  /// The mean over the columns of their variances (by n).
  var meanVariance: Double {
    var sums = [Double](repeating: 0, count: columns)
    var squares = sums
    for row in 0..<rows {
      for column in 0..<columns { sums[column] += Double(elements[row * columns + column]) }
    }
    let means = sums.map { $0 / Double(max(1, rows)) }
    for row in 0..<rows {
      for column in 0..<columns {
        let step = Double(elements[row * columns + column]) - means[column]
        squares[column] += step * step
      }
    }
    return squares.reduce(0, +) / Double(max(1, rows * columns))
  }
}
