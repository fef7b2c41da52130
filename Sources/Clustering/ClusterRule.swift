import Numerics
import Specification

/// How images that were not clustered are put into the clusters of those that were.
public enum ClusterRule: Sendable {
  /// To the nearest of the fitted centres `[clusters, d]`.
  case centres(Matrix<Float>)
  /// To the component of a mixture that is most likely to have made them.
  case mixture(MixtureDensity)
  /// To the cluster of the nearest of the clustered samples `[n, d]`, for a method that says nothing of
  /// others.
  case members(Matrix<Float>, labels: [Int])

  /// The rule in words, as what follows "by".
  public var words: String {
    switch self {
    case .centres: "the nearest of the fitted centres"
    case .mixture: "likelihood under the fitted mixture"
    case .members:
      "the nearest of the images that were clustered, for the method itself has no place for others"
    }
  }

  /// What `ClusterPlacement.nearness` is: "distance" or "probability".
  public var measure: String {
    if case .mixture = self { "probability" } else { "distance" }
  }

  /// Puts samples `[m, d]` into clusters.
  public func assign(_ samples: Matrix<Float>) -> ClusterPlacement {
    switch self {
    case .centres(let centres):
      let nearest = Self.nearest(samples, among: centres)
      return ClusterPlacement(labels: nearest.rows, nearness: nearest.distances)
    case .mixture(let density): return density.assign(samples)
    case .members(let members, let labels):
      let nearest = Self.nearest(samples, among: members)
      return ClusterPlacement(
        labels: nearest.rows.map { labels[$0] }, nearness: nearest.distances)
    }
  }

  /// Samples are compared with others so many at a time.
  private static let block = 256

  /// The nearest row of others to each sample, the first of equals, and the Euclidean distance.
  private static func nearest(
    _ samples: Matrix<Float>, among others: Matrix<Float>
  ) -> (rows: [Int], distances: [Double]) {
    let candidates = PaddedRows(others)
    let blocks = stride(from: 0, to: samples.rows, by: block).map {
      $0..<min(samples.rows, $0 + block)
    }
    let found = Parallel.map(blocks: blocks.count) { index in
      let points = PaddedRows(samples.selecting(rows: blocks[index]))
      let rows = points.nearest(of: candidates)
      let distances = rows.enumerated().map { point, row in
        (0..<others.columns).reduce(0.0) { sum, column in
          let step =
            Double(points.elements[point * points.width + column])
            - Double(candidates.elements[row * candidates.width + column])
          return sum + step * step
        }.squareRoot()
      }
      return (rows, distances)
    }
    return (found.flatMap { $0.0 }, found.flatMap { $0.1 })
  }
}

/// Samples put into the clusters of others.
public struct ClusterPlacement: Sendable, Equatable {
  /// The cluster of each sample.
  public let labels: [Int]
  /// How near each sample is to its cluster: a distance, or of a mixture a probability.
  public let nearness: [Double]
}

/// A clustering as it was stored, from which others can be put into its clusters.
public struct FittedClusters {
  /// What was clustered: `[n, d]`.
  public let samples: Matrix<Float>
  /// The cluster of each sample.
  public let labels: [Int]
  /// Reads the centres `[clusters, d]`, of a method that has them.
  public let centres: () throws -> Matrix<Float>
  /// The seed of the clustering.
  public let seed: UInt64

  /// Gathers what was stored.
  public init(
    samples: Matrix<Float>, labels: [Int], seed: UInt64,
    centres: @escaping () throws -> Matrix<Float>
  ) {
    self.samples = samples
    self.labels = labels
    self.centres = centres
    self.seed = seed
  }
}

extension Clusterer {
  /// By the nearest member, which any method allows.
  public func rule(of fitted: FittedClusters) throws -> ClusterRule {
    .members(fitted.samples, labels: fitted.labels)
  }
}

extension KMeans {
  /// By the nearest centre.
  public func rule(of fitted: FittedClusters) throws -> ClusterRule {
    .centres(try fitted.centres())
  }
}

extension MiniBatchKMeans {
  /// By the nearest centre.
  public func rule(of fitted: FittedClusters) throws -> ClusterRule {
    .centres(try fitted.centres())
  }
}

extension GaussianMixture {
  /// By likelihood: the mixture is fitted again to the same samples, to the same bits.
  public func rule(of fitted: FittedClusters) throws -> ClusterRule {
    let fits = try fits(fitted.samples, into: fitted.centres().rows, seed: fitted.seed)
    return .mixture(MixtureDensity(Self.best(of: fits), mean: fitted.samples.columnMeans))
  }
}
