import Numerics
import Runner
import Specification

/// Finds the images nearest to the centre of each cluster, and those that nearly belong to another.
struct ExemplarStage: StageSpecification {
  /// The stage that left the clusters.
  var clusters = StageReference()
  /// The stage that left what was clustered.
  var samples = StageReference()
  /// How many images of each kind a cluster shows.
  var count = 8

  static var kind: String { "exemplars" }
  static var version: Int { 1 }
  static var summary: String { "Finds the most typical and the most doubtful images of clusters." }
  static var fields: [Field<ExemplarStage>] {
    [
      Field("clusters", \.clusters, "the stage of the clusters", isRequired: true),
      Field("samples", \.samples, "the stage of what was clustered", isRequired: true),
      Field("count", \.count, "how many images of each kind", isRequired: true),
    ]
  }

  var inputs: [StageKey] { [clusters.key, samples.key] }

  func compute(_ task: StageTask) throws {
    let labels = try task.integers(clusters.key, ArtefactFile.labels)
    let samples = try task.matrix(samples.key, ArtefactFile.embedding)
    let names = Set(labels).filter { $0 >= 0 }.sorted()
    let centres = names.map { name in
      mean(of: samples, rows: labels.indices.filter { labels[$0] == name })
    }
    var rows: [ClusterExemplars] = []
    for (index, name) in names.enumerated() {
      let members = labels.indices.filter { labels[$0] == name }.map { row in
        let distances = centres.map { squaredDistance(samples[row], $0) }
        let other = distances.indices.filter { $0 != index }.map { distances[$0] }.min()
        return (row: row, own: distances[index], margin: other.map { $0 - distances[index] })
      }
      let nearest = members.sorted { ($0.own, $0.row) < ($1.own, $1.row) }
      let doubtful = members.sorted { ($0.margin ?? 0, $0.row) < ($1.margin ?? 0, $1.row) }
      var row = ClusterExemplars()
      row.cluster = name
      row.size = members.count
      row.nearest = nearest.prefix(count).map(\.row)
      row.doubtful = names.count > 1 ? doubtful.prefix(count).map(\.row) : []
      rows.append(row)
    }
    try task.write(rows, as: .exemplars)
  }

  private func mean(of samples: Matrix<Float>, rows: [Int]) -> [Double] {
    var sum = [Double](repeating: 0, count: samples.columns)
    for row in rows {
      for (column, value) in samples[row].enumerated() { sum[column] += Double(value) }
    }
    return sum.map { $0 / Double(max(1, rows.count)) }
  }

  private func squaredDistance(_ sample: ArraySlice<Float>, _ centre: [Double]) -> Double {
    zip(sample, centre).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
  }
}

/// The images that stand for a cluster.
package struct ClusterExemplars: Described, Equatable {
  /// The cluster, from 0.
  package var cluster = 0
  /// How many images it has.
  package var size = 0
  /// Those nearest to its centre, from 0.
  package var nearest: [Int] = []
  /// Those that lie nearly as close to another centre.
  package var doubtful: [Int] = []

  package init() {}

  package static var kind: String { "clusterExemplars" }
  package static var summary: String { "The images that stand for a cluster." }
  package static var fields: [Field<ClusterExemplars>] {
    [
      Field("cluster", \.cluster, "the cluster", isRequired: true),
      Field("size", \.size, "how many images it has", isRequired: true),
      Field("nearest", \.nearest, "the most typical", isRequired: true),
      Field("doubtful", \.doubtful, "the most doubtful", isRequired: true),
    ]
  }
}

extension ReportFile<[ClusterExemplars]> {
  /// The images that stand for each cluster.
  package static var exemplars: Self { Self() }
}
