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
