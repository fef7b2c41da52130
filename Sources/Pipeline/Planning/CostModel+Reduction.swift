import Reduction
import Runner
import Specification

extension CostModel {
  /// A step of a reduction of samples `[rows, columns]`.
  package static func reduction(_ step: OneOf<Reducers>, rows: Int, columns: Int) -> Cost {
    if let pca = step.value as? PCA { return cost(of: pca, rows, columns) }
    if let embedding = step.value as? TSNE { return cost(of: embedding, rows, columns) }
    if let embedding = step.value as? UMAP { return cost(of: embedding, rows, columns) }
    let work = Double(rows) * Double(columns)
    return Cost(seconds: 0.02 + work / plainRate, memory: Count.product([8, rows, columns]).value)
  }

  /// The samples, and the matrix of covariances or inner products with what its decomposition takes beside it.
  private static func cost(of pca: PCA, _ rows: Int, _ columns: Int) -> Cost {
    let (n, d, k) = (Double(rows), Double(columns), Double(pca.dimensions))
    let samples = 8 * n * d
    let side =
      switch pca.solver {
      case .automatic: min(n, d)
      case .covariance: d
      case .gram: n
      case .randomized: 0.0
      }
    guard side > 0 else {
      let passes = Double(2 * pca.powerIterations(rows: rows, columns: columns) + 4)
      return Cost(
        seconds: 0.02 + passes * n * d * (k + 16) / trainingRate,
        memory: bytes(samples + 32 * (n + d) * (k + 16)))
    }
    return Cost(
      seconds: 0.02 + (n * d * side + 4 * side * side * side) / trainingRate,
      memory: bytes(samples + 48 * side * side + 16 * k * d))
  }

  /// The distances for the neighbours, and in every round each neighbour's pull with its pushes.
  private static func cost(of embedding: UMAP, _ rows: Int, _ columns: Int) -> Cost {
    let (n, d) = (Double(rows), Double(columns))
    let pairs = 1.5 * n * Double(embedding.neighbours)
    let moves = 6 * pairs * Double(embedding.rounds(for: rows)) * Double(embedding.dimensions)
    return Cost(
      seconds: 0.1 + n * n * (d + 10) / trainingRate + moves / plainRate,
      memory: bytes(12 * n * d + 80 * pairs))
  }

  /// The lists of neighbours while they are made joint, and a grid.
  private static func cost(of embedding: TSNE, _ rows: Int, _ columns: Int) -> Cost {
    let (n, d) = (Double(rows), Double(columns))
    let isExact = embedding.method == .exact
    let neighbours = isExact ? n : min(n, 3 * embedding.perplexity + 17)
    let isInterpolated =
      !isExact && embedding.dimensions == 2
      && rows > TSNE.interpolationThreshold
    let perRound = n * neighbours + (isInterpolated ? 2e6 + 400 * n : n * n)
    return Cost(
      seconds: 0.1 + n * n * d / trainingRate
        + Double(embedding.iterations) * perRound / plainRate,
      memory: bytes(8 * n * d + 80 * n * neighbours + 5e7))
  }

  /// A whole number of bytes; as many as there can be where it is out of range.
  static func bytes(_ count: Double) -> Int { Count(count).value }
}
