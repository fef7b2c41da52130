import Clustering
import Foundation
import Numerics
import Reduction
import Specification

/// One reduction or clustering on data of one size, and what the peers call the same.
struct AlgorithmTask {
  /// Its name: `pca-5000x3072`.
  let name: String
  /// The part of the benchmark it belongs to.
  let part: Part
  /// Samples and their dimensions.
  let rows: Int
  let columns: Int
  /// The methods of `Tests/Peers/sklearn_algorithms.py` that do the same; none where they cannot.
  let peers: [String]
  /// Does it once; the number by which results are compared: inertia, divergence, variance.
  let run: @Sendable (Matrix<Float>) throws -> Double

  /// The parts that can be asked for.
  enum Part: String, CaseIterable {
    case reduction
    case clustering
    case eigenvectors
  }

  /// Every task at full size or, for a check that all of it works, at a fraction of it.
  static func all(isSmall: Bool) -> [AlgorithmTask] {
    let size = { (full: Int) in isSmall ? max(80, full / 50) : full }
    let width = { (full: Int) in isSmall && full > 100 ? full / 40 : full }
    return pca(size, width) + kmeans(size) + ward(size) + tsne(size) + eigenvectors(size)
  }

  /// All eigenvectors of the samples' inner products; the peer is LAPACK's divide and conquer.
  private static func eigenvectors(_ size: (Int) -> Int) -> [AlgorithmTask] {
    [300, 1024, 2048].map { side in
      AlgorithmTask(
        name: "eigenvectors", part: .eigenvectors, rows: size(side), columns: size(side),
        peers: ["eigenvectors"]
      ) { samples in
        let wide = samples.converted(to: Double.self)
        return try SymmetricEigen(of: Matrix.product(wide, .none, wide, .transposed)).values[0]
      }
    }
  }

  private static func pca(_ size: (Int) -> Int, _ width: (Int) -> Int) -> [AlgorithmTask] {
    let sizes = [(5000, 3072), (415, 120_000)]
    return sizes.flatMap { rows, columns in
      [
        ("default", PCA.Solver.automatic, ["pca-auto", "pca-covariance", "pca-full"]),
        ("randomized", .randomized, ["pca-randomized"]),
      ].map { label, solver, peers in
        AlgorithmTask(
          name: "PCA to 50, \(label)", part: .reduction, rows: size(rows), columns: width(columns),
          peers: peers.filter { $0 != (rows < columns ? "pca-covariance" : "pca-full") }
        ) { samples in
          try PCA(dimensions: 50, solver: solver).fit(samples, seed: 0).shares.reduce(0, +)
        }
      }
    }
  }

  private static func kmeans(_ size: (Int) -> Int) -> [AlgorithmTask] {
    [
      AlgorithmTask(
        name: "k-means, k = 10, 10 starts", part: .clustering, rows: size(20_000), columns: 50,
        peers: ["kmeans"]
      ) { samples in
        let partition = try KMeans(clusters: 10, restarts: 10).cluster(
          samples, classes: nil, seed: 0)
        return partition.measurements[.inertia] ?? .nan
      }
    ]
  }

  private static func ward(_ size: (Int) -> Int) -> [AlgorithmTask] {
    [(5000, 50), (10_000, 50), (20_000, 50), (40_000, 100)].map { rows, columns in
      AlgorithmTask(
        name: "Ward", part: .clustering, rows: size(rows), columns: columns,
        peers: rows < 40_000 ? ["ward"] : []
      ) { samples in
        let partition = try Agglomerative(clusters: 10).cluster(samples, classes: nil, seed: 0)
        return partition.measurements[.height] ?? .nan
      }
    }
  }

  private static func tsne(_ size: (Int) -> Int) -> [AlgorithmTask] {
    [1000, 5000, 10_000].map { rows in
      AlgorithmTask(
        name: "t-SNE", part: .reduction, rows: size(rows), columns: 50,
        peers: ["tsne-sklearn", "tsne-opentsne"]
      ) { samples in
        var tsne = TSNE()
        tsne.perplexity = min(30, Double(samples.rows) / 5)
        return try tsne.fit(samples, seed: 0).measurements[.divergence] ?? .nan
      }
    }
  }

  /// Samples in overlapping groups whose variance falls off along the dimensions, as that of images
  /// and embeddings does.
  func samples() -> Matrix<Float> {
    var stream = RandomStream(seed: 7, purpose: "benchmark")
    let factors = min(256, columns)
    let loadings = Matrix<Float>(rows: factors, columns: columns) { target in
      for factor in 0..<factors {
        let scale = 10 / Double(factor + 3)
        for column in 0..<columns {
          target[factor * columns + column] = Float(scale * stream.normal())
        }
      }
    }
    let groups = Matrix<Float>(rows: 10, columns: factors) { target in
      for index in target.indices { target[index] = Float(1.5 * stream.normal()) }
    }
    let scores = Matrix<Float>(rows: rows, columns: factors) { target in
      for row in 0..<rows {
        for factor in 0..<factors {
          target[row * factors + factor] = groups[row % 10, factor] + Float(stream.normal())
        }
      }
    }
    var samples = Matrix.product(scores, .none, loadings)
    for index in samples.elements.indices {
      samples.elements[index] += Float(0.2 * stream.uniform(-1, 1))
    }
    return samples
  }
}

/// What one task took here and with the peers, as a line of a table.
struct AlgorithmMeasurement {
  let task: AlgorithmTask
  let own: TimedProcess.Outcome
  let peers: [(name: String, outcome: TimedProcess.Outcome)]

  /// The head of the table.
  static var heading: String {
    """
    | task | samples | s | peak MB | result | fastest peer | s | peak MB | result | times as fast |
    | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |
    """
  }

  /// The line; other peers than the fastest stand in brackets behind it.
  var line: String {
    let sorted = peers.sorted { $0.outcome.seconds < $1.outcome.seconds }
    var cells = [
      task.name, "\(task.rows) x \(task.columns)", Self.text(own.seconds),
      "\(own.peakKilobytes / 1024)", Self.text(own.quality),
    ]
    if let best = sorted.first {
      let others = sorted.dropFirst().map {
        " (\($0.name) \(Self.text($0.outcome.seconds)): \(Self.text($0.outcome.quality)))"
      }
      cells += [
        best.name + others.joined(), Self.text(best.outcome.seconds),
        "\(best.outcome.peakKilobytes / 1024)", Self.text(best.outcome.quality),
        Self.text(best.outcome.seconds / own.seconds),
      ]
    } else {
      cells += Array(repeating: "", count: 5)
    }
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private static func text(_ value: Double) -> String {
    String(format: abs(value) < 1000 ? "%.4g" : "%.0f", value)
  }
}
