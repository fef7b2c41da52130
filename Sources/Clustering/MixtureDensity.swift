import Numerics

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
