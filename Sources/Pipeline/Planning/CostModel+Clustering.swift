import Clustering
import Runner
import Specification

extension CostModel {
  /// A clustering of samples `[rows, columns]`; `classes` is the number of classes of the data. Where the
  /// number of clusters is chosen, every number of the range is made and judged.
  package static func clustering(
    _ clusterer: OneOf<Clusterers>, rows: Int, columns: Int, classes: Int?
  ) -> Cost {
    let wanted = (clusterer.value as? any CountedClusterer)?.clusters
    let counts = wanted?.counts ?? (classes ?? 10)...(classes ?? 10)
    var cost = partition(
      clusterer, rows: rows, columns: columns, most: Double(counts.upperBound),
      // The sum of the numbers, for the time of most methods grows with the number.
      sum: Double(counts.count) * Double(counts.lowerBound + counts.upperBound) / 2,
      tries: Double(counts.count))
    guard let choice = wanted?.choice, choice.criterion == .silhouette else { return cost }
    let scoring = scoring(rows: rows, columns: columns, judged: choice.sample(of: rows))
    cost.seconds += Double(counts.count) * scoring.seconds
    cost.memory = max(cost.memory, scoring.memory)
    return cost
  }

  /// So many partitions, of so many clusters in all and at most.
  private static func partition(
    _ clusterer: OneOf<Clusterers>, rows: Int, columns: Int, most: Double, sum: Double,
    tries: Double
  ) -> Cost {
    let (n, d) = (Double(rows), Double(columns))
    var work = n * d
    var memory = 16 * n * d
    if let kmeans = clusterer.value as? KMeans ?? (clusterer.value as? SphericalKMeans)?.lloyd {
      work = n * d * sum * Double(kmeans.restarts) * 10
      memory += 24 * n * Double(kmeans.restarts) + 4 * n * 8
    } else if let kmeans = clusterer.value as? MiniBatchKMeans {
      let batches = Double(kmeans.iterations) * Double(min(kmeans.batchSize, rows))
      work = (n + batches) * d * sum * Double(kmeans.restarts)
      memory += 4 * n * most
    } else if clusterer.value is DBSCAN {
      work = n * n * (2 * d * plainRate / trainingRate + 0.5)
      memory += 1200 * n
    } else if clusterer.value is HDBSCAN {
      work = n * n * (d * plainRate / trainingRate + d / 8 + 2)
      memory += 1200 * n
    } else if let agglomerative = clusterer.value as? Agglomerative {
      work = n * n * 40
      if agglomerative.linkage == .ward {
        memory += 200 * n
      } else {
        memory += 2 * n * n
      }
    } else if let mixture = clusterer.value as? GaussianMixture {
      let isMatrix = mixture.covariance == .full || mixture.covariance == .tied
      let round = n * d * (isMatrix ? d : 8) * sum
      work = round * Double(mixture.restarts) * Double(mixture.iterations) / 2
      memory += 32 * n * d + 16 * n * most
    } else if clusterer.value is Spectral {
      work = tries * (n * n * d + n * 2e5)
      memory += n <= 1000 ? 32 * n * n : 8000 * n
    }
    return Cost(seconds: 0.05 + work / plainRate, memory: bytes(memory))
  }

  /// What else a representation is measured by.
  static func probing(_ probe: any Probe, _ facts: ProbeFacts) -> Cost {
    let numbers = Double(facts.rows + facts.training) * Double(facts.columns)
    let origin = Double(facts.rows) * Double(facts.originColumns)
    return Cost(
      seconds: 0.02 + probe.work(on: facts) / trainingRate,
      memory: bytes(24 * numbers + 16 * origin + 600 * Double(facts.rows + facts.training)))
  }

  /// The scores of a clustering of samples `[rows, columns]`: the silhouette takes the distances of
  /// those that are judged, all or so many, to all.
  static func scoring(rows: Int, columns: Int, judged: Int? = nil) -> Cost {
    let (n, d) = (Double(rows), Double(columns))
    let distances = n * Double(judged ?? rows)
    return Cost(
      seconds: 0.01 + distances * d / trainingRate + distances / plainRate,
      memory: bytes(28 * n * d + 600 * n))
  }
}
