import Numerics
import Specification

/// Spherical k-means: groups of samples that point the same way (Dhillon and Modha: "Concept decompositions
/// for large sparse text data using clustering", Machine Learning 42, 2001).
///
/// Samples and centres have length 1, so that the nearest centre is that of the largest cosine.
public struct SphericalKMeans: CountedClusterer, Equatable {
  /// The number of clusters, and how it starts and ends: the same options as those of k-means.
  public var lloyd = KMeans()

  /// The number of clusters; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount? {
    get { lloyd.clusters }
    set { lloyd.clusters = newValue }
  }

  /// As many clusters as classes, ten starts.
  public init() {}

  /// A given number of clusters.
  public init(clusters: Int) { lloyd.clusters = .given(clusters) }

  public static var kind: String { "sphericalKMeans" }
  public static var title: String { "spherical k-means" }
  public static var summary: String {
    "Spherical k-means: groups of samples that point the same way, whatever their length."
  }
  public static var fields: [Field<SphericalKMeans>] {
    KMeans.fields.map { $0.lifted(to: \.lloyd) }
  }

  /// What it makes small, and how long it took.
  public static var metrics: [Metric] { [.sphericalInertia, .iterations] }

  /// The starts are drawn.
  public var isRandom: Bool { true }

  /// That of k-means.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    lloyd.work(on: samples, into: counts)
  }

  /// Groups samples `[n, d]`. Samples of zeros point nowhere: they stay where they are, as far from all
  /// centres.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    let runs = lloyd.starts(
      on: samples.withRowsOfLengthOne, clusters: count, seed: seed, purpose: Self.kind,
      centres: .directions)
    let zeros = (0..<samples.rows).count { samples[$0].allSatisfy { $0 == 0 } }
    return KMeans.best(
      of: runs, columns: samples.columns, clusters: count, by: .sphericalInertia,
      notes: zeros > 0 ? [Self.pointless(zeros)] : [])
  }

  private static func pointless(_ count: Int) -> Note {
    Note(
      "sphericalKMeans.zeros", "Samples of zeros point nowhere", detail: "\(count) of them",
      cure: "They share a cluster by chance; \"kmeans\" tells them from others")
  }

  /// Clusters that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard samples.columns == 1, known.isEmpty else { return known }
    return [
      .note(
        "sphericalKMeans.columns", "Samples of one number point one way or the other",
        cure: "There are at most two clusters, by sign: reduce to more dimensions")
    ]
  }
}

extension Matrix<Float> {
  /// The matrix with every row divided by its length, rows of zeros as they are.
  var withRowsOfLengthOne: Matrix {
    Matrix(rows: rows, columns: columns) { target in
      for row in 0..<rows {
        let largest = Double(self[row].reduce(0) { Swift.max($0, abs($1)) })
        guard largest > 0 else { continue }
        let square = self[row].reduce(0.0) { sum, value in
          sum + (Double(value) / largest) * (Double(value) / largest)
        }
        let length = largest * square.squareRoot()
        for column in 0..<columns {
          target[row * columns + column] = Float(Double(self[row, column]) / length)
        }
      }
    }
  }
}

extension Metric {
  /// What spherical k-means makes small.
  public static let sphericalInertia = Metric(
    "sphericalInertia", title: "spherical inertia", unit: .squaredDistance, better: .lower,
    on: .scored, digits: 1, comparedAtSame: [.images, .space, .clusters],
    formula: """
      The sum over images, at length 1, of the squared distance to the centre of their cluster, at length \
      1: twice the sum of 1 - cosine.
      """)
}
