import Numerics
import Specification

/// A method that is told how many clusters to make, or lets that number be chosen.
public protocol CountedClusterer: Clusterer {
  /// The number of clusters; nil takes the number of classes of the dataset.
  var clusters: ClusterCount? { get set }

  /// Groups samples `[n, d]`, finite and no fewer than `count`, into so many clusters.
  ///
  /// - Throws: `ClusteringError` when the data does not allow it.
  func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition

  /// What grouping such samples into every number of clusters of a range is expected to take.
  func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work

  /// Groups samples into every number of clusters of a range, from the fewest to the most: each as it is
  /// for that number alone.
  ///
  /// - Throws: what grouping throws, and what `body` does.
  func forEachPartition(
    of samples: Matrix<Float>, into counts: ClosedRange<Int>, seed: UInt64,
    _ body: (Partition) throws -> Void
  ) throws
}

extension CountedClusterer {
  /// The usual options, with a number of clusters that is chosen.
  public init(choosing choice: ClusterChoice) {
    self.init()
    clusters = .chosen(choice)
  }

  /// The option that says how many clusters there are; a mixture calls them components.
  static func clusterCount(called name: String = "clusters") -> Field<Self> {
    Field(
      "clusters", \.clusters,
      "The number of \(name), or how it is chosen; left out, the number of classes of the dataset.",
      .atLeast(1), isPrimary: true)
  }

  /// A number can only be chosen by what the method measures.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    guard let criterion = clusters?.choice?.criterion, criterion != .silhouette,
      !Self.metrics.contains(criterion.metric)
    else { return }
    report(
      "clusters",
      "\(Self.title) has no likelihood, of which \(criterion.metric.title) is made: choose by "
        + "\"silhouette\", or cluster by \"\(GaussianMixture.kind)\"")
  }

  /// Groups samples `[n, d]` into the number of clusters that is given, or chosen.
  ///
  /// - Throws: `ClusteringError` for more clusters than samples, an unknown number, values that are not
  ///   finite, and what the method cannot do.
  public func cluster(_ samples: Matrix<Float>, classes: Int?, seed: UInt64) throws -> Partition {
    guard samples.rows > 0 else { throw ClusteringError.noSamples }
    if let (row, column) = samples.firstNonFinite {
      throw ClusteringError.notFinite(row: row, column: column)
    }
    guard let wanted = clusters ?? classes.map(ClusterCount.given) else {
      throw ClusteringError.clustersUnknown(method: Self.kind)
    }
    let most = wanted.counts.upperBound
    guard most <= samples.rows else {
      throw ClusteringError.tooManyClusters(asked: most, rows: samples.rows)
    }
    switch wanted {
    case .given(let count): return try cluster(samples, into: max(1, count), seed: seed)
    case .chosen(let choice): return try best(of: choice, samples, seed: seed)
    }
  }

  /// Where the number is chosen, every number of the range is made, and its silhouette taken.
  public func work(on samples: SampleFacts, classes: Int?) -> Work {
    let usual = classes ?? 10
    let counts = clusters?.counts ?? usual...usual
    var work = work(on: samples, into: counts)
    guard let choice, choice.criterion == .silhouette else { return work }
    let judging = ClusterShape.work(on: samples, judged: choice.sample(of: samples.rows))
    work.add(judging, times: counts.count)
    return work
  }

  /// One after the other.
  public func forEachPartition(
    of samples: Matrix<Float>, into counts: ClosedRange<Int>, seed: UInt64,
    _ body: (Partition) throws -> Void
  ) throws {
    for count in counts { try body(cluster(samples, into: count, seed: seed)) }
  }

  /// What every such method needs: a number of clusters that is known, and that the samples allow.
  func clusterFindings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    guard let count = (clusters ?? classes.map(ClusterCount.given))?.counts.upperBound else {
      return [.refusal("\(ClusteringError.clustersUnknown(method: Self.kind))")]
    }
    guard count <= samples.rows else {
      return [.refusal("\(ClusteringError.tooManyClusters(asked: count, rows: samples.rows))")]
    }
    guard count > samples.different else { return [] }
    return [
      .note(
        "clustering.different", "There are fewer different images than clusters",
        detail: "\(samples.different) of \(samples.rows) differ, \(count) clusters are asked for",
        cure: "Ask for no more clusters than images that differ; equal images share a cluster")
    ]
  }
}

extension ClosedRange<Int> {
  /// The sum of its numbers: the time of most methods grows with the number of clusters.
  var sum: Double { Double(count) * (Double(lowerBound) + Double(upperBound)) / 2 }
}

extension Clusterer {
  /// How it chooses the number of clusters; nil where it is told, or finds it.
  public var choice: ClusterChoice? { (self as? any CountedClusterer)?.clusters?.choice }
}
