import Numerics
import Specification

/// A method that puts samples into groups.
public protocol Clusterer: Described {
  /// What the method measures of itself, beside the number of clusters.
  static var metrics: [Metric] { get }

  /// Whether it finds out how many clusters there are, instead of being told.
  static var findsTheirNumber: Bool { get }

  /// Whether the result depends on the seed.
  var isRandom: Bool { get }

  /// What the options need of the samples, decided before there are any: what cannot be done, and what is
  /// odd. `clusterFindings` says what every method needs.
  func findings(on samples: SampleFacts, classes: Int?) -> [Finding]

  /// What grouping such samples is expected to take; `Work.clustering` counts what every method holds.
  func work(on samples: SampleFacts, classes: Int?) -> Work

  /// Groups samples `[n, d]`.
  ///
  /// `classes` is the number of classes of the dataset, which methods take for the number of clusters
  /// when the file does not say one.
  ///
  /// - Throws: `ClusteringError` when the data does not allow it.
  func cluster(_ samples: Matrix<Float>, classes: Int?, seed: UInt64) throws -> Partition

  /// How others are put into the clusters that were found: by the nearest member, unless the method knows
  /// better.
  ///
  /// - Throws: what reading the stored clustering throws.
  func rule(of fitted: FittedClusters) throws -> ClusterRule
}

extension Clusterer {
  /// It is told.
  public static var findsTheirNumber: Bool { false }
}

extension Work {
  /// A clustering: the samples in two forms, and what the method takes beside them.
  static func clustering(
    _ samples: SampleFacts, multiplyAdds: Double = 0, operations: Double = 0, memory: Double
  ) -> Work {
    Work(
      multiplyAdds: multiplyAdds, operations: operations, overhead: 0.05,
      memory: 16 * Double(samples.rows) * Double(samples.columns) + memory)
  }
}

/// Samples put into groups.
public struct Partition: Sendable {
  /// The label of a sample that belongs to no cluster.
  public static let noise = -1

  /// The cluster of each sample, from 0, or `noise`: `[n]`.
  public let labels: [Int]
  /// The number of clusters.
  public let clusters: Int
  /// What the method measured: how far it came.
  public private(set) var measurements: [Measurement]
  /// What else it tells of its work, for people: the inertia of every start, say.
  public let report: JSON
  /// The cluster centres `[clusters, d]`, where the method has them.
  public let centres: Matrix<Float>?
  /// The merges that led to the clusters, where the method merges.
  public let merges: MergeTree?
  /// What is odd about the result.
  public private(set) var notes: [Note]
  /// How the number of clusters was chosen; nil where it was given.
  public private(set) var choice: ChosenClusters?

  /// Gathers what a clusterer found.
  public init(
    labels: [Int], clusters: Int, measurements: [Measurement] = [], report: JSON = .object([]),
    centres: Matrix<Float>? = nil, merges: MergeTree? = nil, notes: [Note] = []
  ) {
    self.labels = labels
    self.clusters = clusters
    self.measurements = measurements
    self.report = report
    self.centres = centres
    self.merges = merges
    self.notes = notes
  }

  /// Tells how the number of clusters was chosen.
  mutating func take(_ choice: ChosenClusters, notes: [Note]) {
    self.choice = choice
    measurements.insert(Measurement(.chosenClusters, Double(choice.chosen)), at: 0)
    self.notes += notes
  }
}

extension Metric {
  /// How many clusters there are.
  public static let clusters = Metric(
    "clusters", title: "clusters", unit: .count, better: .neither, on: .scored, digits: 0,
    comparedAtSame: [],
    formula: "The number of clusters that were found; noise is none.")
  /// How many rounds an iterative clustering took.
  public static let iterations = Metric(
    "iterations", title: "iterations", unit: .count, better: .neither, on: .scored, digits: 0,
    comparedAtSame: [], formula: "The rounds of the best start until nothing moved.")
}

/// The clusterers that a file can name.
public enum Clusterers: Family {
  public typealias Member = any Clusterer
  public static var name: String { "clusterer" }
  public static var kinds: [any Described.Type] {
    [
      KMeans.self, MiniBatchKMeans.self, SphericalKMeans.self, Agglomerative.self,
      GaussianMixture.self, Spectral.self, DBSCAN.self, HDBSCAN.self,
    ]
  }
}

/// Why samples cannot be grouped or a grouping cannot be scored.
public enum ClusteringError: Error, Equatable, CustomStringConvertible {
  /// A sample holds NaN or infinity, at this row and column.
  case notFinite(row: Int, column: Int)
  /// More clusters are asked for than there are samples.
  case tooManyClusters(asked: Int, rows: Int)
  /// A cluster takes more samples than there are.
  case tooFewSamples(needed: Int, rows: Int)
  /// Neither the options nor the dataset say how many clusters there are.
  case clustersUnknown(method: String)
  /// Two labelings are not of the same samples.
  case lengthsDiffer(Int, Int)
  /// There is nothing to group or to score.
  case noSamples
  /// A component of a mixture has collapsed.
  case singularCovariance(component: Int)
  /// The eigenvectors of a graph did not converge.
  case eigenvectorsNotFound

  /// The message.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "the value in row \(row), column \(column) is NaN or infinite; "
        + "remove the sample or find out what made it"
    case .tooManyClusters(let asked, let rows):
      "\(asked) clusters cannot be made of \(rows) sample\(rows == 1 ? "" : "s")"
    case .tooFewSamples(let needed, let rows):
      "a cluster takes \(needed) samples, there \(rows == 1 ? "is" : "are") \(rows)"
    case .clustersUnknown(let method):
      "\(method) does not know how many clusters to make: the dataset has no classes, so the "
        + "option \"clusters\" must say it"
    case .lengthsDiffer(let left, let right):
      "\(left) true labels cannot be compared with \(right) predicted ones"
    case .noSamples:
      "there are no samples"
    case .singularCovariance(let component):
      "the covariance of component \(component) is singular: raise \"regularization\", ask for "
        + "fewer clusters, or reduce the samples first"
    case .eigenvectorsNotFound:
      "the eigenvectors of the neighbour graph did not converge: raise \"neighbours\""
    }
  }
}
