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

  public static var kind: String { "umap" }
  public static var title: String { "UMAP" }
  public static var summary: String {
    "UMAP: places samples so that those joined in a graph of nearest neighbours stay near."
  }
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

  /// New samples are placed among those that were.
  public var mapsOthers: Bool { true }

  /// There must be as many samples that differ as neighbours.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard neighbours > samples.different, neighbours <= samples.rows else { return [] }
    return [
      .note(
        "umap.different", "There are fewer different images than neighbours of UMAP",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Equal images share a point and each is joined to all others; look at what made them "
          + "equal")
    ]
  }
}

/// Samples placed by UMAP, among which new ones can be placed.
struct UMAPMap: SampleMap {
  /// The samples that were placed: `[n, d]`.
  private let samples: Matrix<Float>
  /// Where they are: `[n, dimensions]`.
  let places: Matrix<Float>
  private let options: UMAP
  private let seed: UInt64

  /// The extent of the first places in every direction.
  private static let extent: Float = 10

  /// Places samples that all differ; fewer than three have no neighbourhood, and lie on a line.
  ///
  /// - Throws: `ReductionError.diverged` for places that are not finite.
  init(placing samples: Matrix<Float>, options: UMAP, seed: UInt64) throws {
    self.samples = samples
    self.options = options
    self.seed = seed
    guard samples.rows >= 3 else {
      var line = Matrix<Float>(rows: samples.rows, columns: options.dimensions)
      if samples.rows == 2 { (line[0, 0], line[1, 0]) = (-1, 1) }
      places = line
      return
    }
    let near = NearestNeighbours(of: samples, count: options.neighbours - 1)
    let graph = NeighbourStrengths(near, rows: samples.rows).symmetric
    var layout = UMAPLayout(
      PlanarPoints(try Self.start(samples, options, seed)), options: options, seed: seed)
    try layout.run(graph, rounds: options.rounds(for: samples.rows), rate: 1)
    places = layout.points.matrix
  }

  /// Places new samples `[m, d]` among the old ones, which stay: at the mean of their neighbours, then pulled
  /// and pushed as those were.
  ///
  /// - Throws: `ReductionError` for samples of another width, or values that are not finite.
  func apply(to others: Matrix<Float>) throws -> Matrix<Float> {
    guard others.columns == samples.columns else {
      throw ReductionError.columnsDiffer(fitted: samples.columns, found: others.columns)
    }
    try others.checkForReduction(method: "UMAP", atLeast: 1)
    let near = NearestNeighbours(of: others, among: samples, count: options.neighbours)
    let graph = NeighbourStrengths(near, rows: others.rows).directed
    var layout = UMAPLayout(
      PlanarPoints(graph.means(of: places)), options: options, seed: seed &+ 1,
      among: PlanarPoints(places))
    let rounds = max(1, options.rounds(for: samples.rows) / (samples.rows <= 10_000 ? 5 : 7))
    try layout.run(graph, rounds: rounds, rate: 0.25)
    return layout.points.matrix
  }

  /// The principal components, the farthest sample at the extent; samples that have no such components
  /// start at random.
  private static func start(
    _ samples: Matrix<Float>, _ options: UMAP, _ seed: UInt64
  ) throws -> Matrix<Float> {
    let dimensions = options.dimensions
    var start = Matrix<Float>(rows: samples.rows, columns: dimensions)
    if min(samples.rows, samples.columns) >= dimensions {
      let scores = try PCA(dimensions: dimensions).fit(samples, seed: 0).embedding
      let largest = scores.elements.reduce(0) { max($0, abs($1)) }
      if largest > 0 {
        for index in start.elements.indices {
          start.elements[index] = scores.elements[index] / largest * extent
        }
        return start
      }
    }
    var stream = RandomStream(seed: seed, purpose: "umap")
    for index in start.elements.indices {
      start.elements[index] = Float(stream.uniform(-Double(extent), Double(extent)))
    }
    return start
  }
}
