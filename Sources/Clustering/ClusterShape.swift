import Numerics
import Specification

/// How compact and how far apart clusters are, judged without classes.
public struct ClusterShape: Sendable, Equatable {
  /// The mean silhouette of the samples, -1 to 1, the higher the better (Rousseeuw 1987); a sample alone
  /// in its cluster counts 0. Of many samples it may be that of some of them, drawn at random, among all.
  public let silhouette: Double
  /// The mean over the clusters of their worst ratio of spread to separation, the lower the better
  /// (Davies and Bouldin 1979); 0 where all centres are the same point.
  public let daviesBouldin: Double

  /// Judges a grouping of samples `[n, d]`; noise (`Partition.noise`) has no part in it.
  ///
  /// Time grows with the number of judged samples, of which the silhouette is the mean, times that of
  /// all. It is nil unless there are at least two clusters and fewer clusters than samples, for which
  /// neither measure is defined.
  ///
  /// - Throws: `ClusteringError.lengthsDiffer` when there is not one label for each sample.
  public init?(
    of samples: Matrix<Float>, labels: [Int], judged: JudgedSamples = .all
  ) throws {
    guard samples.rows == labels.count else {
      throw ClusteringError.lengthsDiffer(samples.rows, labels.count)
    }
    let groups = GroupedSamples(samples, labels: labels)
    guard groups.ranges.count > 1, groups.ranges.count < groups.points.rows else { return nil }
    silhouette = groups.silhouette(of: judged)
    daviesBouldin = groups.daviesBouldin
  }

  /// The scores.
  public var measurements: [Measurement] {
    [Measurement(.silhouette, silhouette), Measurement(.daviesBouldin, daviesBouldin)]
  }

  /// The distances of the judged samples, all or so many, to all.
  public static func work(on samples: SampleFacts, judged: Int? = nil) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let distances = n * Double(judged ?? samples.rows)
    return Work(
      multiplyAdds: distances * d, operations: distances, overhead: 0.01,
      memory: 28 * n * d + 600 * n)
  }

  /// What can be measured of clusters alone.
  public static let metrics: [Metric] = [.silhouette, .daviesBouldin]
}

extension Metric {
  /// The mean silhouette.
  public static let silhouette = Metric(
    "silhouette", title: "silhouette", unit: .score(-1...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .space],
    formula: """
      The mean over images of (b - a) / max(a, b): a is the mean distance to the others of the \
      cluster, b that to the nearest other cluster (Rousseeuw 1987). Noise is left out; of many \
      images, the mean is that of a sample of them, whose size a note names.
      """)
  /// The index of Davies and Bouldin.
  public static let daviesBouldin = Metric(
    "daviesBouldin", title: "Davies-Bouldin", unit: .score(0...(.infinity)), better: .lower,
    on: .scored, comparedAtSame: [.images, .space],
    formula: """
      The mean over clusters of their worst ratio of spread to separation (Davies and Bouldin \
      1979). Noise is left out.
      """)
}
