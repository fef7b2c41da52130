import Numerics
import Specification

/// DBSCAN: clusters are what is dense, joined where it touches; the rest is noise (Ester, Kriegel, Sander,
/// Xu: "A density-based algorithm for discovering clusters", KDD 1996).
///
/// A sample with enough others within `epsilon` is a core; cores within `epsilon` of one another share
/// a cluster, and a sample that is none joins the first cluster that has a core near it.
public struct DBSCAN: Clusterer, Equatable {
  /// How far apart two samples may be to be near.
  public var epsilon = 0.5
  /// How many samples, itself among them, a core has near it.
  public var minimumSamples = 5

  /// Near within 0.5, five samples to a core.
  public init() {}

  /// Given distance and number.
  public init(epsilon: Double, minimumSamples: Int = 5) {
    self.epsilon = epsilon
    self.minimumSamples = minimumSamples
  }

  /// `dbscan`
  public static var kind: String { "dbscan" }
  /// In tables.
  public static var title: String { "DBSCAN" }
  /// One sentence.
  public static var summary: String {
    "DBSCAN: clusters are what is dense, joined where it touches; what lies between them is noise."
  }
  /// The options.
  public static var fields: [Field<DBSCAN>] {
    [
      Field(
        "epsilon", \.epsilon,
        "How far apart two samples may be to be near: a distance in the space that is clustered.",
        .above(0), isRequired: true, isPrimary: true),
      Field(
        "minSamples", \.minimumSamples,
        "How many samples, itself among them, a sample has near it in the middle of a cluster.",
        .atLeast(1)),
    ]
  }

  /// What belongs to no cluster.
  public static var metrics: [Metric] { [.noise] }

  /// The density decides.
  public static var findsTheirNumber: Bool { true }

  /// Nothing is drawn.
  public var isRandom: Bool { false }

  /// The distances twice, for the cores and for what is near them.
  public func work(on samples: SampleFacts, classes: Int?) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    return .clustering(
      samples, multiplyAdds: n * n * 2 * d, operations: n * n / 2, memory: 1200 * n)
  }

  /// Groups samples `[n, d]`; time grows with the square of the samples, memory with their number.
  ///
  /// - Throws: `ClusteringError` for fewer samples than a core has near it, or values that are not
  ///   finite.
  public func cluster(_ samples: Matrix<Float>, classes: Int?, seed: UInt64) throws -> Partition {
    try checkDensity(samples, needed: minimumSamples)
    let search = RadiusSearch(samples, radius: epsilon)
    let isCore = Parallel.map(blocks: search.blocks) { block in
      var cores: [Bool] = []
      search.visit(block) { cores.append($1.count >= minimumSamples) }
      return cores
    }.flatMap { $0 }
    var forest = Forest(count: samples.rows)
    var borders: [(row: Int, cores: [Int32])] = []
    for first in stride(from: 0, to: search.blocks, by: Self.batch) {
      let found = Parallel.map(blocks: min(Self.batch, search.blocks - first)) { block in
        CoreGraph(search, block: first + block, isCore)
      }
      for part in found {
        for (left, right) in part.edges { _ = forest.join(left, right) }
        borders += part.borders
      }
    }
    return partition(&forest, isCore, borders)
  }

  /// Blocks whose edges are kept at a time.
  private static let batch = 16

  private func partition(
    _ forest: inout Forest, _ isCore: [Bool], _ borders: [(row: Int, cores: [Int32])]
  ) -> Partition {
    var labels = [Int](repeating: Partition.noise, count: isCore.count)
    var numbers: [Int: Int] = [:]
    for row in isCore.indices where isCore[row] {
      let root = forest.root(of: row)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      labels[row] = number
    }
    for border in borders {
      labels[border.row] = border.cores.map { labels[Int($0)] }.min() ?? Partition.noise
    }
    return Partition(
      dense: labels, report: .object([("cores", isCore.count { $0 }.json)]),
      few: "Raise \"epsilon\" or lower \"minSamples\"", one: "Lower \"epsilon\"")
  }
}

/// What the samples of one block add to the graph of cores.
private struct CoreGraph: Sendable {
  /// Pairs of cores that join what no pair before them joined.
  var edges: [(Int, Int)] = []
  /// Samples that are no cores, with the cores near them.
  var borders: [(row: Int, cores: [Int32])] = []

  init(_ search: RadiusSearch, block: Int, _ isCore: [Bool]) {
    var forest = Forest(count: isCore.count)
    search.visit(block) { row, near in
      let cores = near.filter { isCore[Int($0)] }
      guard isCore[row] else {
        if !cores.isEmpty { borders.append((row, Array(cores))) }
        return
      }
      for core in cores where forest.root(of: row) != forest.root(of: Int(core)) {
        _ = forest.join(row, Int(core))
        edges.append((row, Int(core)))
      }
    }
  }
}
