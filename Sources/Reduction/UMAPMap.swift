import Numerics

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
