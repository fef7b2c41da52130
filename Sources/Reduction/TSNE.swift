import Numerics
import Specification

/// t-SNE: places samples in two or three dimensions so that near neighbours stay near (van der Maaten
/// and Hinton: "Visualizing data using t-SNE", JMLR 9, 2008).
///
/// The affinities of samples are taken from exact nearest neighbours. Perplexity, exaggeration, rounds
/// and learning rate are by default those of scikit-learn and openTSNE. Exaggeration is not switched
/// off at once, as there: it falls by the same factor every round, and momentum stays the same. A fall
/// slow enough for the points to follow leads to a lower divergence, and to one that hardly depends
/// on rounding: on a thousand images of MNIST 0.931 in place of 0.98 to 1.00 from one start to another.
public struct TSNE: Reducer, Equatable {
  /// How the pairs of points are treated.
  public enum Method: String, Word {
    /// Nearest neighbours attract; repulsion is interpolated when there are many points in the plane.
    case automatic = "auto"
    /// All pairs attract and repel, one by one: time and memory grow with the square of the samples.
    case exact
    /// Nearest neighbours attract; repulsion is interpolated on a grid. In the plane only.
    case interpolation
  }

  /// Where the points start.
  public enum Start: String, Word {
    /// At the first principal components, shrunk to a standard deviation of 0.0001.
    case pca
    /// At random, normally distributed with a standard deviation of 0.0001.
    case random
  }

  /// 2 or 3.
  public var dimensions = 2
  /// The effective number of neighbours of a sample.
  public var perplexity = 30.0
  /// The factor on all attraction in the first round.
  public var exaggeration = 12.0
  /// The rounds in which the factor falls to 1; nil takes three fifths of all.
  public var exaggerationIterations: Int?
  /// All rounds.
  public var iterations = 1000
  /// The step along the gradient; nil takes n / exaggeration, at least 200 (Belkina et al. 2019), but
  /// no more than 4 n / the factor of the round: beyond, few samples fly apart.
  public var learningRate: Double?
  /// Where the points start.
  public var start = Start.pca
  /// How the pairs of points are treated.
  public var method = Method.automatic

  /// Two dimensions, perplexity 30.
  public init() {}

  public static var kind: String { "tsne" }
  public static var title: String { "t-SNE" }
  public static var summary: String {
    "t-SNE: places samples in 2 or 3 dimensions so that near neighbours stay near."
  }
  public static var fields: [Field<TSNE>] {
    [
      Field("dimensions", \.dimensions, "2 or 3.", .between(2, 3), isPrimary: true),
      Field(
        "perplexity", \.perplexity, "The effective number of neighbours of a sample.",
        .atLeast(1)),
      Field(
        "exaggeration", \.exaggeration, "The factor on all attraction in the first round.",
        .atLeast(1)),
      Field(
        "exaggerationIterations", \.exaggerationIterations,
        "The rounds in which that factor falls to 1; left out, three fifths of all.", .atLeast(0)),
      Field("iterations", \.iterations, "All rounds.", .atLeast(1)),
      Field(
        "learningRate", \.learningRate,
        "The step along the gradient; left out, samples / exaggeration, at least 200, less for a few "
          + "samples.",
        .above(0)),
      Field("start", \.start, "Where the points start: principal components or random."),
      Field(
        "method", \.method,
        "How pairs of points are treated: exactly, or repulsion interpolated on a grid; auto "
          + "interpolates in the plane above \(interpolationThreshold) samples."),
    ]
  }

  /// Interpolation does not work in space.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if method == .interpolation, dimensions != 2 {
      report("method", "interpolation works in 2 dimensions only; use \"auto\" or \"exact\" in 3")
    }
  }

  /// The factor on all attraction in one round: it falls to 1 by the same ratio every round.
  func exaggeration(at iteration: Int) -> Double {
    let rounds = exaggerationIterations ?? iterations * 3 / 5
    guard iteration < rounds else { return 1 }
    let left = 1 - Double(iteration) / Double(rounds)
    return Elementary.exp(left * Elementary.log(exaggeration))
  }

  /// The step along the gradient in a round of which the factor is known.
  func rate(samples: Int, exaggeration factor: Double) -> Double {
    let n = Double(samples)
    return learningRate ?? min(max(n / exaggeration, 200), 4 * n / factor)
  }

  /// What it makes small.
  public static var metrics: [Metric] { [.divergence] }

  /// Only a random start is drawn.
  public var isRandom: Bool { start == .random }

  /// Above this number of samples in the plane, repulsion is interpolated.
  static let interpolationThreshold = 2000

  /// 2 or 3.
  ///
  /// - Throws: `ReductionError` when there are too few samples for the perplexity.
  public func dimensions(rows: Int, columns: Int) throws -> Int {
    guard rows >= 3 else {
      throw ReductionError.tooFewSamples(method: "t-SNE", needed: 3, found: rows)
    }
    guard perplexity < Double(rows - 1) else {
      throw ReductionError.perplexityTooLarge(perplexity: perplexity, rows: rows)
    }
    return dimensions
  }

  /// The lists of neighbours while they are made joint, and in every round what they pull and all push.
  public func work(on samples: SampleFacts) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let near = method == .exact ? n : min(n, 3 * perplexity + 17)
    let isInterpolated =
      method != .exact && dimensions == 2 && samples.rows > Self.interpolationThreshold
    let round = n * near + (isInterpolated ? 2e6 + 400 * n : n * n)
    return Work(
      multiplyAdds: n * n * d, operations: Double(iterations) * round, overhead: 0.1,
      memory: 8 * n * d + 80 * n * near + 5e7)
  }

  /// Places samples `[n, d]`. There is no map for other samples. Samples that are copies of one another
  /// are placed once, at one point: many of them would push each other apart in their order.
  ///
  /// - Throws: `ReductionError` for values that are not finite, too few samples for the perplexity, or
  ///   a learning rate so large that the points fly apart.
  public func fit(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    _ = try dimensions(rows: samples.rows, columns: samples.columns)
    try samples.checkForReduction(method: "t-SNE", atLeast: 3)
    let distinct = DistinctRows(samples)
    return distinct.areAll
      ? try place(samples, seed: seed) : try placeOnce(samples, distinct, seed: seed)
  }

  /// Places one of each kind of sample. The fewer kinds there are, the fewer neighbours have room: at
  /// most a third of them, as with any perplexity.
  private func placeOnce(
    _ samples: Matrix<Float>, _ distinct: DistinctRows, seed: UInt64
  ) throws -> FittedReduction {
    let kinds = distinct.first.count
    var options = self
    let room = (Double(kinds - 1) / 3 * 10).rounded(.down) / 10
    options.perplexity = min(perplexity, max(1, room))
    let chosen = samples.selecting(rows: distinct.first)
    let placed = kinds >= 3 ? try options.place(chosen, seed: seed) : inLine(kinds)
    var detail = "\(kinds) of \(samples.rows) samples differ"
    if options.perplexity < perplexity, kinds >= 3 {
      detail += ", which leaves a perplexity of \(JSON.number(options.perplexity).canonical)"
    }
    let note = Note(
      "tsne.copies", "Equal samples share one point of t-SNE", detail: detail,
      cure: kinds == 1
        ? "Find out what made them equal: there is nothing to see and nothing to cluster"
        : "Read the distances between points as those of the samples that differ")
    return FittedReduction(
      embedding: placed.embedding.selecting(rows: distinct.kinds), map: nil,
      measurements: placed.measurements,
      notes: [note])
  }

  /// One or two points, which have no neighbourhood: at the origin, or at either side of it.
  private func inLine(_ count: Int) -> FittedReduction {
    var points = Matrix<Float>(rows: count, columns: dimensions)
    if count == 2 { (points[0, 0], points[1, 0]) = (-1, 1) }
    return FittedReduction(embedding: points, map: nil)
  }

  /// Places samples `[n, d]` that all differ.
  private func place(_ samples: Matrix<Float>, seed: UInt64) throws -> FittedReduction {
    let neighbours =
      method == .exact ? samples.rows - 1 : Int((3 * perplexity).rounded(.up)) + 1
    let affinities = Affinities(
      NearestNeighbours(of: samples, count: neighbours), samples: samples.rows,
      perplexity: perplexity)
    var descent = EmbeddingDescent(
      affinities, start: try startingPoints(samples, seed: seed), repulsion: repulsion(samples))
    try descent.run(self)
    return FittedReduction(
      embedding: descent.points.matrix, map: nil,
      measurements: [Measurement(.divergence, descent.divergence())])
  }

  private func repulsion(_ samples: Matrix<Float>) -> any Repulsion {
    let isMany = samples.rows > Self.interpolationThreshold
    let isInterpolated = method == .interpolation || (method == .automatic && isMany)
    return isInterpolated && dimensions == 2 ? InterpolatedRepulsion() : ExactRepulsion()
  }

  /// The start, at a standard deviation of 0.0001; data without variance starts at random.
  private func startingPoints(_ samples: Matrix<Float>, seed: UInt64) throws -> PlanarPoints {
    var scores = Matrix<Float>(rows: samples.rows, columns: dimensions)
    if start == .pca, min(samples.rows, samples.columns) >= dimensions {
      let components = try PCA(dimensions: dimensions).principalComponents(of: samples)
      if components.variances[0] > 0 {
        scores = try components.apply(to: samples)
        let factor = Float(1e-4 / components.variances[0].squareRoot())
        for index in scores.elements.indices { scores.elements[index] *= factor }
        return PlanarPoints(scores)
      }
    }
    var stream = RandomStream(seed: seed, purpose: "tsne")
    for index in scores.elements.indices {
      scores.elements[index] = Float(1e-4 * stream.normal())
    }
    return PlanarPoints(scores)
  }

  /// Points are placed, not mapped.
  public var mapsOthers: Bool { false }

  /// The perplexity must leave room among samples that differ.
  public func findings(on samples: SampleFacts) -> [Finding] {
    guard perplexity > Double(samples.different - 1) / 3, samples.different < samples.rows else {
      return []
    }
    return [
      .note(
        "tsne.different", "There are too few different images for the perplexity of t-SNE",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Equal images share a point and the perplexity is lowered to a third of the others; "
          + "look at what made them equal")
    ]
  }
}

extension Metric {
  /// The Kullback-Leibler divergence that t-SNE came to.
  public static let divergence = Metric(
    "divergence", title: "t-SNE KL divergence", unit: .nats, better: .lower, on: .scored,
    comparedAtSame: [.images, .space],
    formula: """
      The Kullback-Leibler divergence of the neighbourhoods in the map from those in the input.
      """)
}
