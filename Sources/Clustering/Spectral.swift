import Numerics
import Specification

/// Spectral clustering: k-means on the leading eigenvectors of the normalised graph of nearest
/// neighbours (Shi and Malik 2000; von Luxburg: "A tutorial on spectral clustering", 2007).
public struct Spectral: CountedClusterer, Equatable {
  /// The number of clusters; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount?
  /// The neighbours that each sample is joined to.
  public var neighbours = 10
  /// How often the k-means at the end starts afresh.
  public var restarts = 10

  /// As many clusters as classes, ten neighbours.
  public init() {}

  /// A given number of clusters.
  public init(clusters: Int, neighbours: Int = 10) {
    self.clusters = .given(clusters)
    self.neighbours = neighbours
  }

  public static var kind: String { "spectral" }
  public static var summary: String {
    "Spectral clustering: cuts the graph of nearest neighbours where it is thin."
  }
  public static var fields: [Field<Spectral>] {
    [
      clusterCount(),
      Field(
        "neighbours", \.neighbours, "The neighbours that each sample is joined to.", .atLeast(1)),
      Field(
        "restarts", \.restarts, "How often the k-means at the end starts afresh.",
        .between(1, 10_000)),
    ]
  }

  /// What it makes large or small.
  public static var metrics: [Metric] { [.spectralInertia] }

  /// The k-means at the end draws.
  public var isRandom: Bool { true }

  /// The neighbours, and the eigenvectors: of few samples by their whole matrix.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    return .clustering(
      samples, operations: Double(counts.count) * (n * n * d + n * 2e5),
      memory: n <= 1000 ? 32 * n * n : 8000 * n)
  }

  /// Groups samples `[n, d]`. Of samples that are copies of one another one is clustered, and its
  /// label is that of all: among more copies than neighbours, the graph would follow their order.
  ///
  /// - Throws: `ClusteringError` for eigenvectors that are not found.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    let distinct = DistinctRows(samples)
    guard !distinct.areAll else { return try cut(samples, into: count, seed: seed) }
    guard distinct.first.count > count else {
      return Partition(labels: distinct.kinds, clusters: count)
    }
    let partition = try cut(samples.selecting(rows: distinct.first), into: count, seed: seed)
    return Partition(
      labels: distinct.kinds.map { partition.labels[$0] }, clusters: count,
      measurements: partition.measurements, report: partition.report, notes: partition.notes)
  }

  /// Cuts the graph of samples `[n, d]` that all differ.
  private func cut(
    _ samples: Matrix<Float>, into count: Int, seed: UInt64
  ) throws -> Partition {
    guard samples.rows > 1 else {
      return Partition(labels: [0], clusters: 1)
    }
    let graph = NeighbourGraph(
      NearestNeighbours(of: samples, count: neighbours), rows: samples.rows)
    let leading = try graph.leadingEigenvectors(count)
    let embedding = Matrix<Float>(rows: samples.rows, columns: count) { target in
      for row in 0..<samples.rows {
        for column in 0..<count {
          target[row * count + column] = Float(leading.vectors[column, row] * graph.scales[row])
        }
      }
    }
    let partition = try KMeans(clusters: count, restarts: restarts).cluster(
      embedding.scaledToUnitSpread, classes: nil, seed: seed)
    return Partition(
      labels: partition.labels, clusters: count,
      measurements: partition.measurements[.inertia].map { [Measurement(.spectralInertia, $0)] }
        ?? [],
      report: .object([("eigenvalues", leading.values.map { 1 - $0 }.json)]), notes: partition.notes
    )
  }

  /// Clusters and neighbours that the samples allow.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard neighbours < samples.rows || samples.rows < 2 else {
      return known + [
        .refusal(
          "each sample is to be joined to \(neighbours) neighbours, but there are only "
            + "\(samples.rows - 1) others: write \"neighbours\": \(max(1, samples.rows / 4))")
      ]
    }
    guard neighbours >= samples.different, samples.different > 1, known.isEmpty else {
      return known
    }
    return [
      .note(
        "spectral.different", "There are fewer different images than neighbours",
        detail: "\(samples.different) of \(samples.rows) differ",
        cure: "Each of them is joined to all others; lower \"neighbours\"")
    ]
  }
}

extension Matrix<Float> {
  /// The matrix times one factor, so that k-means works at a scale of 1.
  fileprivate var scaledToUnitSpread: Matrix {
    let largest = elements.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return self }
    return Matrix(rows: rows, columns: columns) { target in
      for index in target.indices { target[index] = elements[index] / largest }
    }
  }
}

extension Metric {
  /// What the k-means step of spectral clustering makes small.
  public static let spectralInertia = Metric(
    "spectralInertia", title: "spectral inertia", unit: .squaredDistance, better: .lower,
    on: .scored, comparedAtSame: [.images, .space, .clusters],
    formula: "The inertia of k-means on the eigenvectors, their largest value made 1.")
}

/// The graph that joins every sample to its nearest neighbours: weight 1 where both chose each other,
/// 1/2 where one did.
struct NeighbourGraph {
  /// The reciprocal square root of each sample's degree.
  let scales: [Double]
  private let starts: [Int]
  private let neighbours: [Int32]
  /// The weights divided by the square roots of both degrees.
  private let weights: [Double]

  /// Up to this many samples all eigenvectors are computed.
  private static let smallEnough = 1000
  /// Up to this many samples all eigenvectors are computed where the search for the leading ones fails.
  private static let denseLimit = 8000
  /// How often the graph is applied between two blocks of the search: the eigenvalues near 1 are far
  /// apart only in high powers.
  private static let power = 16

  init(_ nearest: NearestNeighbours, rows n: Int) {
    var edges = [[Int32: Double]](repeating: [:], count: n)
    for row in 0..<n {
      for place in row * nearest.count..<(row + 1) * nearest.count {
        let other = nearest.indices[place]
        edges[row][other, default: 0] += 0.5
        edges[Int(other)][Int32(truncatingIfNeeded: row), default: 0] += 0.5
      }
    }
    let sorted = edges.map { $0.sorted { $0.key < $1.key } }
    let scales = sorted.map { 1 / $0.reduce(0) { $0 + $1.value }.squareRoot() }
    self.scales = scales
    starts = sorted.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    neighbours = sorted.flatMap { $0.map(\.key) }
    weights = sorted.enumerated().flatMap { row, edges in
      edges.map { $0.value * scales[row] * scales[Int($0.key)] }
    }
  }

  /// The leading eigenvectors of the normalised adjacency, those that a cut into so many parts needs.
  func leadingEigenvectors(_ count: Int) throws -> (values: [Double], vectors: Matrix<Double>) {
    let n = scales.count
    var found: Matrix<Double>?
    if n > Self.smallEnough, count * 8 <= n {
      found = try LeadingEigen(count, size: n, tolerance: 1e-7) { rows in
        (0..<Self.power).reduce(rows) { rows, _ in applied(to: rows) }
      }?.vectors
    }
    if found == nil, n <= Self.denseLimit {
      found = try SymmetricEigen(of: dense).vectors.selecting(rows: 0..<count)
    }
    guard let vectors = found else { throw ClusteringError.eigenvectorsNotFound }
    let images = Matrix.product(adjacency(times: vectors), .none, vectors, .transposed)
    return ((0..<count).map { images[$0, $0] }, vectors)
  }

  /// The normalised adjacency as a matrix.
  private var dense: Matrix<Double> {
    var matrix = Matrix<Double>(rows: scales.count, columns: scales.count)
    for row in scales.indices {
      for place in starts[row]..<starts[row + 1] {
        matrix[row, Int(neighbours[place])] = weights[place]
      }
    }
    return matrix
  }

  /// (1 + A) / 2 applied to vectors that are rows, all of whose eigenvalues lie in 0 ... 1.
  private func applied(to vectors: Matrix<Double>) -> Matrix<Double> {
    var result = adjacency(times: vectors)
    for index in result.elements.indices {
      result.elements[index] = (result.elements[index] + vectors.elements[index]) / 2
    }
    return result
  }

  /// The normalised adjacency applied to vectors that are rows.
  private func adjacency(times vectors: Matrix<Double>) -> Matrix<Double> {
    let n = scales.count
    return Matrix(rows: vectors.rows, columns: n) { target in
      vectors.elements.withUnsafeBufferPointer { source in
        for vector in 0..<vectors.rows {
          for row in 0..<n {
            var sum = 0.0
            for place in starts[row]..<starts[row + 1] {
              sum += weights[place] * source[vector * n + Int(neighbours[place])]
            }
            target[vector * n + row] = sum
          }
        }
      }
    }
  }
}
