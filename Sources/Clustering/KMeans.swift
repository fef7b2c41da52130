import Numerics
import Specification

/// k-means (Lloyd 1982): groups that minimise the sum of squared distances to their means.
public struct KMeans: CountedClusterer, Equatable {
  /// The number of clusters; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount?
  /// How often it starts afresh; the start that ends with the lowest inertia wins.
  public var restarts = 10
  /// The most rounds of one start.
  public var iterations = 300
  /// A start ends when the centres move less than this share of the mean variance of the columns.
  public var tolerance = 1e-4

  /// As many clusters as classes, ten starts.
  public init() {}

  /// A given number of clusters and starts.
  public init(clusters: Int, restarts: Int = 10) {
    self.clusters = .given(clusters)
    self.restarts = restarts
  }

  /// `kmeans`
  public static var kind: String { "kmeans" }
  /// In tables.
  public static var title: String { "k-means" }
  /// One sentence.
  public static var summary: String {
    "k-means: groups that minimise the sum of squared distances to their means (inertia)."
  }
  /// The options.
  public static var fields: [Field<KMeans>] {
    [
      clusterCount(),
      Field(
        "restarts", \.restarts, "How often it starts afresh; the lowest inertia wins.",
        .between(1, 10_000)),
      Field("iterations", \.iterations, "The most rounds of one start.", .atLeast(1)),
      Field(
        "tolerance", \.tolerance,
        "A start ends when the squared movement of the centres falls below this share of the mean "
          + "variance of the columns.", .atLeast(0)),
    ]
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [("clusters", .number(10)), ("restarts", .number(20))]
  }

  /// What it makes small, and how long it took.
  public static var metrics: [Metric] { [.inertia, .iterations] }

  /// The starts are drawn.
  public var isRandom: Bool { true }

  /// Ten rounds of each start, and its labels.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let distances = n * d * counts.sum * Double(restarts)
    return .clustering(
      samples, operations: distances * 10, memory: 24 * n * Double(restarts) + 32 * n)
  }

  /// Groups samples `[n, d]`.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    let runs = starts(on: samples, clusters: count, seed: seed)
    return Self.best(of: runs, columns: samples.columns, clusters: count, by: .inertia)
  }
}

extension KMeans {
  /// The start that ended with the lowest inertia, as a clustering.
  static func best(
    of runs: [Lloyd], columns: Int, clusters: Int, by metric: Metric, notes: [Note] = []
  ) -> Partition {
    let inertias = runs.map(\.inertia)
    let best = inertias.indices.min { inertias[$0] < inertias[$1] } ?? 0
    return Partition(
      labels: runs[best].labels, clusters: clusters,
      measurements: [
        Measurement(metric, inertias[best]), Measurement(.iterations, Double(runs[best].rounds)),
      ],
      report: .object([("inertias", inertias.json)]),
      centres: runs[best].centres.matrix(columns: columns),
      notes: StartAgreement(inertias: inertias).notes + notes)
  }

  /// Every start, run to its end.
  func starts(
    on samples: Matrix<Float>, clusters count: Int, seed: UInt64, purpose: String = KMeans.kind,
    centres rule: CentreRule = .means
  ) -> [Lloyd] {
    let points = PaddedRows(samples)
    let limit = tolerance * samples.meanVariance
    return Parallel.map(blocks: restarts) { restart in
      var stream = RandomStream(seed: seed, purpose: purpose, index: UInt64(restart))
      var lloyd = Lloyd(
        points, centres: KMeansPlusPlus.centres(of: points, count: count, &stream), rule: rule)
      lloyd.run(iterations: iterations, tolerance: limit)
      return lloyd
    }
  }
}

extension Metric {
  /// What k-means makes small.
  public static let inertia = Metric(
    "inertia", title: "inertia", unit: .squaredDistance, better: .lower, on: .scored, digits: 1,
    comparedAtSame: [.images, .space, .clusters],
    formula: "The sum over images of the squared distance to the centre of their cluster.")
}

extension Matrix<Float> {
  /// The mean over the columns of their variances (by n).
  fileprivate var meanVariance: Double {
    let means = columnMeans
    var square = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let step = Double(elements[row * columns + column]) - means[column]
        square += step * step
      }
    }
    return square / Double(max(1, rows * columns))
  }
}
