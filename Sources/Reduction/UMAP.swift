import Numerics
import Specification

/// UMAP: places samples so that those joined in a graph of neighbours stay near (McInnes, Healy, Melville:
/// "UMAP: Uniform manifold approximation and projection for dimension reduction", arXiv 1802.03426, 2018).
///
/// The graph is exact and the options are those of umap-learn. In a round every point moves among the places
/// that all had before it, so that the result does not depend on the order of the points; they start at
/// the principal components, not at the eigenvectors of the graph.
public struct UMAP: Reducer, Equatable {
  /// The number of dimensions.
  public var dimensions = 2
  /// How many nearest samples, itself counted, each is joined to.
  public var neighbours = 15
  /// How near points may come.
  public var minimumDistance = 0.1
  /// All rounds; nil takes 500, above 10,000 samples 200.
  public var epochs: Int?

  /// Two dimensions, fifteen neighbours.
  public init() {}

  /// The name in a file.
  public static var kind: String { "umap" }
  /// The name in tables.
  public static var title: String { "UMAP" }
  /// One sentence.
  public static var summary: String {
    "UMAP: places samples so that those joined in a graph of nearest neighbours stay near."
  }
  /// The options.
  public static var fields: [Field<UMAP>] {
    [
      Field(
        "dimensions", \.dimensions, "The number of dimensions.", .between(2, 32), isPrimary: true),
      Field(
        "neighbours", \.neighbours, "How many nearest samples, itself counted, each is joined to.",
        .between(2, 1000)),
      Field(
        "minDistance", \.minimumDistance,
        "How near points may come: the smaller, the denser groups.",
        .between(0, 0.99)),
      Field(
        "epochs", \.epochs, "All rounds; left out, 500, above 10,000 samples 200.", .atLeast(1)),
    ]
  }

  /// It measures nothing of itself.
  public static var metrics: [Metric] { [] }

  /// The points that push are drawn.
  public var isRandom: Bool { true }

  /// All rounds.
  func rounds(for rows: Int) -> Int { epochs ?? (rows <= 10_000 ? 500 : 200) }

  /// The number of dimensions.
  ///
  /// - Throws: `ReductionError` when there are fewer samples than neighbours.
  public func dimensions(rows: Int, columns: Int) throws -> Int {
    guard rows >= 3 else {
      throw ReductionError.tooFewSamples(method: "UMAP", needed: 3, found: rows)
    }
    guard neighbours <= rows else {
      throw ReductionError.tooManyNeighbours(asked: neighbours, rows: rows)
    }
    return dimensions
  }

  /// The distances for the neighbours, and in every round each neighbour's pull with its pushes.
  public func work(on samples: SampleFacts) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let pairs = 1.5 * n * Double(neighbours)
    return Work(
      multiplyAdds: n * n * (d + 10),
      operations: 6 * pairs * Double(rounds(for: samples.rows)) * Double(dimensions), overhead: 0.1,
      memory: 12 * n * d + 80 * pairs)
  }

  /// Places samples `[n, d]`. Samples that are copies of one another are placed once, at one point.
  ///
  /// - Throws: `ReductionError` for values that are not finite, or fewer samples than neighbours.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    _ = try dimensions(rows: samples.rows, columns: samples.columns)
    try samples.checkForReduction(method: "UMAP", atLeast: 3)
    let distinct = DistinctRows(samples)
    let chosen = distinct.areAll ? samples : samples.selecting(rows: distinct.first)
    let map = try UMAPMap(placing: chosen, options: self, seed: seed)
    guard !distinct.areAll else { return FittedReduction(embedding: map.places, map: map) }
    let note = Note(
      "umap.copies", "Equal samples share one point of UMAP",
      detail: "\(distinct.first.count) of \(samples.rows) samples differ",
      cure: "Read the distances between points as those of the samples that differ")
    return FittedReduction(
      embedding: map.places.selecting(rows: distinct.kinds), map: map, notes: [note])
  }
}
