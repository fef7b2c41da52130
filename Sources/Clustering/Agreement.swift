import Numerics
import Specification

/// How well clusters agree with classes.
///
/// Definitions and conventions are scikit-learn's; logarithms are natural. Noise (`Partition.noise`)
/// is matched to no class and in the largest class of no cluster; to the scores that are made of
/// information and of pairs it is one cluster more.
public struct Agreement: Sendable, Equatable {
  /// The counts that every score is made of.
  public let table: ContingencyTable
  /// The class of each cluster of `table.clusters` under the best one-to-one matching; nil for a cluster
  /// left over when there are more clusters than classes.
  public let matching: [Int?]
  /// The share of samples whose cluster is matched to their class.
  public let accuracy: Double
  /// The share of samples in the largest class of their cluster.
  public let purity: Double
  /// Mutual information over the arithmetic mean of the entropies.
  public let normalizedMutualInformation: Double
  /// The Rand index corrected for chance (Hubert and Arabie 1985): 0 on average for random labels.
  public let adjustedRandIndex: Double
  /// 1 when each cluster holds one class only (Rosenberg and Hirschberg 2007).
  public let homogeneity: Double
  /// 1 when each class lies in one cluster.
  public let completeness: Double
  /// The harmonic mean of homogeneity and completeness.
  public let vMeasure: Double

  /// Compares two labelings of the same samples; any integers are labels, `Partition.noise` among the
  /// predicted ones is none.
  ///
  /// - Throws: `ClusteringError` when they differ in length or are empty.
  public init(truth: [Int], predicted: [Int]) throws {
    self.init(try ContingencyTable(truth: truth, predicted: predicted))
  }

  /// Scores a table of counts.
  public init(_ table: ContingencyTable) {
    self.table = table
    let rows = table.classes.count
    let columns = table.clusters.count
    let total = Double(table.total)
    let isNoise = table.clusters.map { $0 == Partition.noise }
    let turned = (0..<columns * rows).map { isNoise[$0 / rows] ? 0 : table[$0 % rows, $0 / rows] }
    var chosen = Assignment.largest(turned, rows: columns, columns: rows)
    for column in 0..<columns where isNoise[column] { chosen[column] = nil }
    let matched = chosen.enumerated().reduce(0) { sum, pair in
      sum + (pair.element.map { table[$0, pair.offset] } ?? 0)
    }
    matching = chosen.map { row in row.map { table.classes[$0] } }
    accuracy = Double(matched) / total
    let largest = (0..<columns).map { column in
      isNoise[column] ? 0 : (0..<rows).map { table[$0, column] }.max() ?? 0
    }
    purity = Double(largest.reduce(0, +)) / total
    let information = table.mutualInformation
    let classEntropy = ContingencyTable.entropy(table.classSizes)
    let clusterEntropy = ContingencyTable.entropy(table.clusterSizes)
    homogeneity = classEntropy > 0 ? information / classEntropy : 1
    completeness = clusterEntropy > 0 ? information / clusterEntropy : 1
    let sum = homogeneity + completeness
    vMeasure = sum > 0 ? 2 * homogeneity * completeness / sum : 0
    let mean = (classEntropy + clusterEntropy) / 2
    normalizedMutualInformation =
      rows == 1 && columns == 1 ? 1 : mean > 0 ? information / mean : 0
    adjustedRandIndex = table.adjustedRandIndex
  }

  /// The scores.
  public var measurements: [Measurement] {
    [
      Measurement(.accuracy, accuracy),
      Measurement(.mutualInformation, normalizedMutualInformation),
      Measurement(.adjustedRand, adjustedRandIndex), Measurement(.homogeneity, homogeneity),
      Measurement(.completeness, completeness), Measurement(.vMeasure, vMeasure),
      Measurement(.purity, purity),
    ]
  }

  /// What can be measured of clusters and classes.
  public static let metrics: [Metric] = [
    .accuracy, .partAccuracy, .selection, .mutualInformation, .adjustedRand, .homogeneity,
    .completeness,
    .vMeasure, .purity,
  ]
}

extension Metric {
  /// The accuracy of clusters.
  public static let accuracy = Metric(
    "accuracy", title: "accuracy", unit: .shareOfImages, better: .higher, role: .headline,
    on: .scored, comparedAtSame: [.images, .clusters],
    formula: """
      The share of images whose cluster is matched to their class, under the one-to-one matching of \
      clusters and classes that makes it largest; the matching is made on these images and their \
      labels, and noise is matched to none.
      """)
  /// The accuracy of clusters on a part of the images.
  public static let partAccuracy = Metric(
    "accuracy.PART", title: "PART accuracy", unit: .shareOfImages, better: .higher, role: .headline,
    on: .part, comparedAtSame: [.images, .clusters],
    formula: "The accuracy on a part of the images, under the matching made on all of them.")
  /// The accuracy by which the best setting is chosen.
  public static let selection = Metric(
    "selection.SPLIT", title: "SPLIT accuracy", unit: .shareOfImages, better: .higher,
    role: .headline, on: .split, comparedAtSame: [.images, .clusters],
    formula: """
      The accuracy, or the classifier's, on the images that `evaluation.selection` chooses the best \
      setting by, reduced and clustered by themselves.
      """)
  /// Normalised mutual information.
  public static let mutualInformation = Metric(
    "nmi", title: "NMI", unit: .score(0...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .clusters],
    formula: "The mutual information of clusters and classes over the mean of their entropies.")
  /// The adjusted Rand index.
  public static let adjustedRand = Metric(
    "ari", title: "ARI", unit: .score(-0.5...1), better: .higher, on: .scored,
    comparedAtSame: [.images],
    formula: """
      The share of pairs of images that clusters and classes agree on, corrected for chance \
      (Hubert and Arabie 1985): 0 on average for random clusters.
      """)
  /// Homogeneity.
  public static let homogeneity = Metric(
    "homogeneity", title: "homogeneity", unit: .score(0...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .clusters],
    formula: "The mutual information over the entropy of the classes: 1 for clusters of one class.")
  /// Completeness.
  public static let completeness = Metric(
    "completeness", title: "completeness", unit: .score(0...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .clusters],
    formula: """
      The mutual information over the entropy of the clusters: 1 where every class is in one cluster.
      """)
  /// V-measure.
  public static let vMeasure = Metric(
    "vMeasure", title: "V-measure", unit: .score(0...1), better: .higher, on: .scored,
    comparedAtSame: [.images, .clusters],
    formula: "The harmonic mean of homogeneity and completeness, which is the NMI again.")
  /// Purity.
  public static let purity = Metric(
    "purity", title: "purity", unit: .shareOfImages, better: .higher, on: .scored,
    comparedAtSame: [.images, .clusters],
    formula:
      "The share of images in the largest class of their cluster, noise having none; more clusters "
      + "raise it.")
}

extension ContingencyTable {
  /// The entropy of a division into parts of these sizes.
  static func entropy(_ sizes: [Int]) -> Double {
    let total = Double(sizes.reduce(0, +))
    guard sizes.count > 1 else { return 0 }
    return sizes.filter { $0 > 0 }.reduce(0) { sum, size in
      sum - Double(size) / total * (Elementary.log(Double(size)) - Elementary.log(total))
    }
  }

  /// The mutual information of classes and clusters; what rounding leaves below zero is zero.
  var mutualInformation: Double {
    guard classes.count > 1, clusters.count > 1 else { return 0 }
    let classSizes = classSizes
    let clusterSizes = clusterSizes
    let total = Double(self.total)
    var sum = 0.0
    for row in classes.indices {
      for column in clusters.indices where self[row, column] > 0 {
        let count = Double(self[row, column])
        let expected = Double(classSizes[row]) * Double(clusterSizes[column]) / total
        sum += count / total * Elementary.log(count / expected)
      }
    }
    return max(0, sum)
  }

  /// The Rand index corrected for chance, from the numbers of pairs together and apart.
  var adjustedRandIndex: Double {
    let total = Double(self.total)
    let squares = { (sizes: [Int]) in sizes.reduce(0.0) { $0 + Double($1) * Double($1) } }
    let both = squares(counts)
    let inClass = squares(classSizes)
    let inCluster = squares(clusterSizes)
    let together = both - total
    let onlyClass = inClass - both
    let onlyCluster = inCluster - both
    let apart = total * total - inClass - inCluster + both
    guard onlyClass > 0 || onlyCluster > 0 else { return 1 }
    return 2 * (together * apart - onlyClass * onlyCluster)
      / ((together + onlyClass) * (onlyClass + apart)
        + (together + onlyCluster) * (onlyCluster + apart))
  }
}

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

/// The assignment problem: one column to each row so that the sum of the chosen values is largest.
enum Assignment {
  /// The column of each row; nil for rows left over when there are more rows than columns.
  ///
  /// The Hungarian method with potentials and shortest augmenting paths, O(rows^2 columns) (Kuhn 1955;
  /// Jonker and Volgenant 1987). `values` is row by row.
  static func largest(_ values: [Int], rows: Int, columns: Int) -> [Int?] {
    guard rows <= columns else {
      let turned = (0..<columns * rows).map { values[($0 % rows) * columns + $0 / rows] }
      var result = [Int?](repeating: nil, count: rows)
      for (column, row) in largest(turned, rows: columns, columns: rows).enumerated() {
        if let row { result[row] = column }
      }
      return result
    }
    var search = Search(values, rows: rows, columns: columns)
    for row in 0..<rows { search.insert(row) }
    var result = [Int?](repeating: nil, count: rows)
    for (column, row) in search.rowOfColumn.dropLast().enumerated() where row >= 0 {
      result[row] = column
    }
    return result
  }

  /// The state of the method; column `columns` is the root of every augmenting path.
  private struct Search {
    let values: [Int]
    let columns: Int
    var rowPotential: [Int]
    var columnPotential: [Int]
    var rowOfColumn: [Int]

    init(_ values: [Int], rows: Int, columns: Int) {
      self.values = values
      self.columns = columns
      rowPotential = Array(repeating: 0, count: rows)
      columnPotential = Array(repeating: 0, count: columns + 1)
      rowOfColumn = Array(repeating: -1, count: columns + 1)
    }

    /// Gives one more row a column, rearranging the earlier ones along the cheapest path.
    mutating func insert(_ row: Int) {
      rowOfColumn[columns] = row
      var slack = [Int](repeating: .max, count: columns)
      var previous = [Int](repeating: columns, count: columns)
      var isVisited = [Bool](repeating: false, count: columns + 1)
      var current = columns
      while rowOfColumn[current] >= 0 {
        isVisited[current] = true
        let here = rowOfColumn[current]
        var next = columns
        var step = Int.max
        for column in 0..<columns where !isVisited[column] {
          let cost =
            -values[here * columns + column] - rowPotential[here] - columnPotential[column]
          if cost < slack[column] {
            slack[column] = cost
            previous[column] = current
          }
          if slack[column] < step {
            step = slack[column]
            next = column
          }
        }
        for column in 0...columns {
          if isVisited[column] {
            rowPotential[rowOfColumn[column]] += step
            columnPotential[column] -= step
          } else if column < columns {
            slack[column] -= step
          }
        }
        current = next
      }
      while current != columns {
        rowOfColumn[current] = rowOfColumn[previous[current]]
        current = previous[current]
      }
    }
  }
}
