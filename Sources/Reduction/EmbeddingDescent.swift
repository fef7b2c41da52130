import CKernels
import Numerics

/// The gradient descent of t-SNE.
struct EmbeddingDescent {
  private let affinities: Affinities
  private let repulsion: any Repulsion
  /// Where the points are.
  private(set) var points: PlanarPoints
  private var velocities: [Float]
  private var gains: [Float]
  private var attractive: [Float]
  private var repulsive: [Float]

  init(_ affinities: Affinities, start: PlanarPoints, repulsion: any Repulsion) {
    self.affinities = affinities
    self.repulsion = repulsion
    points = start
    velocities = Array(repeating: 0, count: start.values.count)
    gains = Array(repeating: 1, count: start.values.count)
    attractive = velocities
    repulsive = velocities
  }

  /// All rounds: attraction exaggerated less and less, then as it is.
  mutating func run(_ options: TSNE) throws {
    for iteration in 0..<options.iterations {
      attract()
      let normalizer = repulsion.forces(on: points, into: &repulsive)
      guard normalizer.isFinite, normalizer > 0 else {
        throw ReductionError.diverged(iteration: iteration)
      }
      let exaggeration = options.exaggeration(at: iteration)
      let rate = options.rate(samples: points.count, exaggeration: exaggeration)
      step(
        exaggeration: Float(exaggeration), normalizer: Float(normalizer), rate: Float(rate))
      points.centre()
      guard points.areFinite else { throw ReductionError.diverged(iteration: iteration) }
    }
  }

  /// The forces of attraction: sum_j p_ij q_ij (y_i - y_j).
  private mutating func attract() {
    let (count, stride, dimensions) = (points.count, points.stride, points.dimensions)
    points.values.withUnsafeBufferPointer { values in
      attractive.withUnsafeMutableBufferPointer { forces in
        affinities.starts.withUnsafeBufferPointer { starts in
          affinities.neighbours.withUnsafeBufferPointer { neighbours in
            affinities.probabilities.withUnsafeBufferPointer { probabilities in
              nonisolated(unsafe) let (values, forces) = (values.baseAddress, forces.baseAddress)
              nonisolated(unsafe) let rows = (starts, neighbours, probabilities)
              Parallel.forEach(blocks: (count + 511) / 512) { block in
                ck_attraction(
                  values, stride, dimensions, rows.0.baseAddress, rows.1.baseAddress,
                  rows.2.baseAddress, block * 512, min(count, block * 512 + 512), forces)
              }
            }
          }
        }
      }
    }
  }

  /// One step along the gradient, a quarter of which is attraction less repulsion, with a momentum of
  /// 0.8 and a gain for each coordinate (Jacobs 1988) that grows while it descends.
  private mutating func step(exaggeration: Float, normalizer: Float, rate: Float) {
    let (count, stride) = (points.count, points.stride)
    for coordinate in 0..<points.dimensions {
      for index in coordinate * stride..<coordinate * stride + count {
        let gradient = exaggeration * attractive[index] - repulsive[index] / normalizer
        let velocity = velocities[index]
        let descends = gradient > 0 ? velocity < 0 : gradient < 0 && velocity > 0
        let gain = descends ? gains[index] + 0.2 : max(0.01, gains[index] * 0.8)
        gains[index] = gain
        velocities[index] = 0.8 * velocity - rate * gain * gradient
        points.values[index] += velocities[index]
      }
    }
  }

  /// The Kullback-Leibler divergence of the affinities from those of the points, all pairs of which
  /// count in the normaliser.
  func divergence() -> Double {
    var forces = repulsive
    let normalizer = ExactRepulsion().forces(on: points, into: &forces)
    var sum = 0.0
    for row in 0..<points.count {
      for place in affinities.starts[row]..<affinities.starts[row + 1]
      where affinities.probabilities[place] > 0 {
        let p = Double(affinities.probabilities[place])
        let distance = points.squaredDistance(row, Int(affinities.neighbours[place]))
        sum += p * (Elementary.log(p) + Elementary.log((1 + distance) * normalizer))
      }
    }
    return sum
  }
}

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
