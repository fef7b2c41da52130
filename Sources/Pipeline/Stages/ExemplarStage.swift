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
    var rows: [JSON] = []
    for (index, name) in names.enumerated() {
      let members = labels.indices.filter { labels[$0] == name }.map { row in
        let distances = centres.map { squaredDistance(samples[row], $0) }
        let other = distances.indices.filter { $0 != index }.map { distances[$0] }.min()
        return (row: row, own: distances[index], margin: other.map { $0 - distances[index] })
      }
      let nearest = members.sorted { ($0.own, $0.row) < ($1.own, $1.row) }
      let doubtful = members.sorted { ($0.margin ?? 0, $0.row) < ($1.margin ?? 0, $1.row) }
      rows.append(
        .object([
          ("cluster", .number(name)), ("size", .number(members.count)),
          ("nearest", nearest.prefix(count).map(\.row).json),
          ("doubtful", names.count > 1 ? doubtful.prefix(count).map(\.row).json : .array([])),
        ]))
    }
    try task.write(.array(rows))
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
