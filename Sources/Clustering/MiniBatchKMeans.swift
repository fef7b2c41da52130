import Numerics
import Specification

/// Mini-batch k-means: centres follow small random batches, for data on which every round of k-means
/// takes too long (Sculley: "Web-scale k-means clustering", WWW 2010).
public struct MiniBatchKMeans: CountedClusterer, Equatable {
  /// The number of clusters; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount?
  /// How often it starts afresh; the start that ends with the lowest inertia wins.
  public var restarts = 3
  /// The samples of one batch.
  public var batchSize = 1024
  /// The number of batches of one start.
  public var iterations = 200

  /// As many clusters as classes.
  public init() {}

  /// A given number of clusters.
  public init(clusters: Int) { self.clusters = .given(clusters) }

  public static var kind: String { "miniBatchKMeans" }
  public static var title: String { "mini-batch k-means" }
  public static var summary: String {
    "Mini-batch k-means: k-means whose centres follow small random batches."
  }
  public static var fields: [Field<MiniBatchKMeans>] {
    [
      clusterCount(),
      Field(
        "restarts", \.restarts, "How often it starts afresh; the lowest inertia wins.",
        .between(1, 10_000)),
      Field("batchSize", \.batchSize, "The samples of one batch.", .atLeast(1)),
      Field("iterations", \.iterations, "The number of batches of one start.", .atLeast(1)),
    ]
  }

  /// What it makes large or small.
  public static var metrics: [Metric] { [.inertia] }

  /// Starts and batches are drawn.
  public var isRandom: Bool { true }

  /// The batches, and at the end every sample once.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let batches = Double(iterations) * Double(min(batchSize, samples.rows))
    return .clustering(
      samples, operations: (n + batches) * d * counts.sum * Double(restarts),
      memory: 4 * n * Double(counts.upperBound))
  }

  /// Groups samples `[n, d]`.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    let points = PaddedRows(samples)
    let runs = Parallel.map(blocks: restarts) { restart in
      let centres = centres(of: points, count: count, seed: seed, restart: restart)
      let labels = points.nearest(of: centres)
      return (centres, labels, points.sumOfSquares(to: centres, labels: labels))
    }
    let best = runs.indices.min { runs[$0].2 < runs[$1].2 } ?? 0
    return Partition(
      labels: runs[best].1, clusters: count,
      measurements: [Measurement(.inertia, runs[best].2)],
      report: .object([("inertias", runs.map(\.2).json)]),
      centres: runs[best].0.matrix(columns: samples.columns))
  }

  /// The centres after one start: each is the mean of all samples that a batch has given it.
  private func centres(
    of points: PaddedRows, count: Int, seed: UInt64, restart: Int
  ) -> PaddedRows {
    var stream = RandomStream(
      seed: seed, purpose: "miniBatchKMeans", index: UInt64(restart))
    let size = min(batchSize, points.count)
    let first = (0..<min(points.count, max(3 * size, count))).map { _ in
      stream.integer(below: points.count)
    }
    var centres = KMeansPlusPlus.centres(
      of: points.selecting(rows: first), count: count, &stream)
    var counts = [Double](repeating: 0, count: count)
    for _ in 0..<iterations {
      let batch = points.selecting(
        rows: (0..<size).map { _ in stream.integer(below: points.count) })
      for (row, label) in batch.nearest(of: centres).enumerated() {
        counts[label] += 1
        let rate = Float(1 / counts[label])
        for k in 0..<points.width {
          let place = label * points.width + k
          centres.elements[place] +=
            rate * (batch.elements[row * points.width + k] - centres.elements[place])
        }
      }
      for empty in counts.indices where counts[empty] == 0 {
        let row = stream.integer(below: points.count)
        for k in 0..<points.width {
          centres.elements[empty * points.width + k] = points.elements[row * points.width + k]
        }
      }
    }
    return centres
  }

  /// Clusters that the samples allow, and batches smaller than all of them.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    // The usual size is cut without a word: nobody asked for it.
    guard batchSize > samples.rows, batchSize != MiniBatchKMeans().batchSize, known.isEmpty else {
      return known
    }
    return [
      .note(
        "miniBatchKMeans.batch", "A mini-batch is larger than all samples together",
        detail: "\(batchSize) of \(samples.rows)",
        cure: "It is cut to their number; \"kmeans\" uses all samples in every round")
    ]
  }
}

extension PaddedRows {
  /// The nearest of other rows to each row, the first of equals.
  func nearest(of others: PaddedRows) -> [Int] {
    let distances = squaredDistances(to: others)
    return (0..<count).map { row in
      var best = 0
      for other in 1..<max(1, others.count)
      where distances[row * others.count + other] < distances[row * others.count + best] {
        best = other
      }
      return best
    }
  }
}
