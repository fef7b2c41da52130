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

  public static var kind: String { "dbscan" }
  public static var title: String { "DBSCAN" }
  public static var summary: String {
    "DBSCAN: clusters are what is dense, joined where it touches; what lies between them is noise."
  }
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

  /// Samples enough for a core.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    densityFindings([("minSamples", minimumSamples)], on: samples)
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

extension Clusterer {
  /// What samples must be where density is measured.
  ///
  /// - Throws: `ClusteringError` for no samples, values that are not finite, or fewer than needed.
  func checkDensity(_ samples: Matrix<Float>, needed: Int) throws {
    guard samples.rows > 0 else { throw ClusteringError.noSamples }
    if let (row, column) = samples.firstNonFinite {
      throw ClusteringError.notFinite(row: row, column: column)
    }
    guard needed <= samples.rows else {
      throw ClusteringError.tooFewSamples(needed: needed, rows: samples.rows)
    }
  }

  /// What sizes say where density is measured: `options` are numbers of samples by their names.
  func densityFindings(
    _ options: [(name: String, needed: Int)], on samples: SampleFacts
  ) -> [Finding] {
    let refusals = options.filter { $0.needed > samples.rows }.map { option in
      Finding.refusal(
        "\"\(option.name)\" is \(option.needed), and "
          + "\(ClusteringError.tooFewSamples(needed: option.needed, rows: samples.rows))")
    }
    guard refusals.isEmpty, samples.different * 2 < samples.rows else { return refusals }
    return [
      .note(
        "density.different", "Copies of images make places dense",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure:
          "As many copies as a cluster needs are a cluster: take the copies out, or ask for more")
    ]
  }
}

extension Partition {
  /// Clusters that density left, with noise: clusters are numbered by their first sample.
  ///
  /// - Parameters:
  ///   - found: the cluster of each sample, any number from 0, or `noise`.
  ///   - report: what else the method tells.
  ///   - few: what to do where most samples are noise.
  ///   - one: what to do where there is one cluster only.
  init(dense found: [Int], report: JSON, few: String, one: String) {
    var numbers: [Int: Int] = [:]
    let labels = found.map { label in
      guard label != Self.noise else { return label }
      let number = numbers[label] ?? numbers.count
      numbers[label] = number
      return number
    }
    let noise = labels.count { $0 == Self.noise }
    var notes: [Note] = []
    if noise * 2 > labels.count {
      notes.append(
        Note(
          "density.noise", noise == labels.count ? "Every image is noise" : "Most images are noise",
          detail: "\(noise) of \(labels.count)",
          cure: "\(few): scores of what little is left say nothing of the rest"))
    } else if numbers.count == 1 {
      notes.append(
        Note(
          "density.one", "All images that are not noise share one cluster",
          detail: "\(labels.count - noise) of \(labels.count)",
          cure: "\(one), if there should be more"))
    }
    self.init(
      labels: labels, clusters: numbers.count,
      measurements: [Measurement(.noise, Double(noise) / Double(max(1, labels.count)))],
      report: report, notes: notes)
  }
}

extension Metric {
  /// The share of samples in no cluster.
  public static let noise = Metric(
    "noise", title: "noise", unit: .shareOfImages, better: .neither, role: .headline, on: .scored,
    comparedAtSame: [.images],
    formula: """
      The share of images that belong to no cluster. Accuracy and purity count them as wrong; NMI, ARI, \
      homogeneity, completeness and V-measure take them for one cluster more, as scikit-learn does; \
      silhouette and Davies-Bouldin leave them out.
      """)
}
