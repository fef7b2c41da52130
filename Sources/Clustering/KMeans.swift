import CKernels
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

  public static var kind: String { "kmeans" }
  public static var title: String { "k-means" }
  public static var summary: String {
    "k-means: groups that minimise the sum of squared distances to their means (inertia)."
  }
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

  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    clusterFindings(on: samples, classes: classes)
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

/// The start of k-means: each next centre is a sample drawn with a probability proportional to its
/// squared distance from the centres so far (Arthur and Vassilvitskii: "k-means++", SODA 2007),
/// the best of a few draws.
package enum KMeansPlusPlus {
  /// Draws `count` centres among the points.
  ///
  /// Where fewer distinct points than centres exist, the rest are copies of points.
  package static func centres(
    of points: PaddedRows, count: Int, _ stream: inout RandomStream
  ) -> PaddedRows {
    let trials = 2 + Int(Elementary.log(Double(count)))
    var chosen = [stream.integer(below: points.count)]
    var nearest = points.squaredDistances(to: points.selecting(rows: chosen))
    while chosen.count < count {
      let sums = runningSums(nearest)
      let total = sums.last ?? 0
      let candidates = (0..<trials).map { _ in
        total > 0
          ? place(of: stream.uniform() * total, in: sums) : stream.integer(below: points.count)
      }
      let distances = points.squaredDistances(to: points.selecting(rows: candidates))
      let best = bestCandidate(nearest, distances, trials: trials)
      for point in nearest.indices {
        nearest[point] = min(nearest[point], distances[point * trials + best])
      }
      chosen.append(candidates[best])
    }
    return points.selecting(rows: chosen)
  }

  /// The candidate that leaves the smallest sum of squared distances; `distances` is `[n, trials]`.
  private static func bestCandidate(
    _ nearest: [Float], _ distances: [Float], trials: Int
  ) -> Int {
    var sums = [Double](repeating: 0, count: trials)
    nearest.withUnsafeBufferPointer { nearest in
      distances.withUnsafeBufferPointer { distances in
        for point in nearest.indices {
          for trial in 0..<trials {
            sums[trial] += Double(min(nearest[point], distances[point * trials + trial]))
          }
        }
      }
    }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }

  private static func runningSums(_ values: [Float]) -> [Double] {
    var sum = 0.0
    return values.map { value in
      sum += Double(value)
      return sum
    }
  }

  /// The first place whose running sum exceeds a value (binary search).
  private static func place(of value: Double, in sums: [Double]) -> Int {
    var low = 0
    var high = sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension PaddedRows {
  /// The rows of the given indices, in their order.
  func selecting(rows indices: [Int]) -> PaddedRows {
    var chosen = PaddedRows(count: indices.count, columns: width)
    for (place, index) in indices.enumerated() {
      for column in 0..<width {
        chosen.elements[place * width + column] = elements[index * width + column]
      }
    }
    return chosen
  }

  /// The squared distances of every row to every row of another: `[count, others.count]`.
  package func squaredDistances(to others: PaddedRows) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * others.count) { target, initialized in
      ck_squared_distances(
        elements, count, others.elements, others.count, width, target.baseAddress)
      initialized = count * others.count
    }
  }
}

/// How many of the random starts of a k-means ended where the best one did.
///
/// When a share p of the starts reaches the best partition, all of n other starts miss it with a
/// probability of (1 - p)^n. Above 5 %, another seed may well come to another partition: that is odd
/// enough to be told.
package struct StartAgreement {
  /// How many starts there were.
  package let starts: Int
  /// How many of them came within 0.1 % of the lowest inertia.
  package let near: Int

  /// Compares the inertias of all starts.
  package init(inertias: [Double]) {
    let best = inertias.min() ?? 0
    starts = inertias.count
    near = inertias.count { $0 <= best * (1 + Self.tolerance) }
  }

  private static let tolerance = 1e-3
  private static let likely = 0.05

  /// The probability that as many other starts all miss the best partition.
  package var missing: Double {
    guard starts > 0 else { return 0 }
    let miss = 1 - Double(near) / Double(starts)
    return (0..<starts).reduce(1) { product, _ in product * miss }
  }

  /// What is odd about it, if anything.
  package var notes: [Note] {
    guard missing > Self.likely else { return [] }
    return [
      Note(
        "kmeans.starts", "The starts of k-means disagree",
        detail: "\(near) of \(starts) came within 0.1 % of the best inertia",
        cure: "Raise \"restarts\": another seed, or more starts, may find another partition")
    ]
  }
}
