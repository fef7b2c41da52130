/// How many samples of each class fell into each cluster.
public struct ContingencyTable: Sendable, Equatable {
  /// The classes that occur, in ascending order: the rows.
  public let classes: [Int]
  /// The clusters that occur, in ascending order: the columns.
  public let clusters: [Int]
  /// The counts, row by row: `[classes.count * clusters.count]`.
  public let counts: [Int]

  /// Counts the pairs of two labelings of the same samples.
  ///
  /// - Throws: `ClusteringError` when they differ in length or are empty.
  public init(truth: [Int], predicted: [Int]) throws {
    guard truth.count == predicted.count else {
      throw ClusteringError.lengthsDiffer(truth.count, predicted.count)
    }
    guard !truth.isEmpty else { throw ClusteringError.noSamples }
    classes = Set(truth).sorted()
    clusters = Set(predicted).sorted()
    let rows = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
    let columns = Dictionary(uniqueKeysWithValues: zip(clusters, clusters.indices))
    var counts = [Int](repeating: 0, count: classes.count * clusters.count)
    for (label, cluster) in zip(truth, predicted) {
      counts[rows[label, default: 0] * clusters.count + columns[cluster, default: 0]] += 1
    }
    self.counts = counts
  }

  /// The samples of the class at `row` in the cluster at `column`.
  public subscript(row: Int, column: Int) -> Int { counts[row * clusters.count + column] }

  /// The number of samples.
  public var total: Int { counts.reduce(0, +) }

  /// The size of each class.
  public var classSizes: [Int] {
    classes.indices.map { row in clusters.indices.reduce(0) { $0 + self[row, $1] } }
  }

  /// The size of each cluster.
  public var clusterSizes: [Int] {
    clusters.indices.map { column in classes.indices.reduce(0) { $0 + self[$1, column] } }
  }
}
