import Clustering
import Numerics
import Runner
import Specification

/// Puts the rows of a representation into clusters.
struct ClusterStage: StageSpecification {
  /// The method.
  var clusterer: OneOf<Clusterers>?
  /// The stage that left the representation.
  var samples = StageReference()
  /// The number of classes of the data.
  var classes: Int?
  /// The seed; none for a method that draws nothing.
  var seed: Int?

  static var kind: String { "cluster" }
  static var version: Int { 3 }
  static var summary: String { "Clusters a representation." }
  static var fields: [Field<ClusterStage>] {
    [
      Field("clusterer", \.clusterer, "the method", isRequired: true),
      Field("samples", \.samples, "the stage of the representation", isRequired: true),
      Field("classes", \.classes, "the number of classes of the data"),
      Field("seed", \.seed, "the seed of a random method"),
    ]
  }

  var inputs: [StageKey] { [samples.key] }

  func compute(_ task: StageTask) throws {
    guard let clusterer else { return }
    let samples = try task.matrix(samples.key, ArtefactFile.embedding)
    let partition = try finalOnThrow {
      try clusterer.value.cluster(samples, classes: classes, seed: UInt64(seed ?? 0))
    }
    partition.notes.forEach(task.note)
    try task.write(partition.labels, as: ArtefactFile.labels)
    if let centres = partition.centres { try task.write(centres, as: ArtefactFile.centres) }
    if let merges = partition.merges?.merges {
      let rows = merges.map { [Float($0.left), Float($0.right), Float($0.height), Float($0.size)] }
      try task.write(rows.flatMap { $0 }, shape: [rows.count, 4], as: ArtefactFile.merges)
    }
    let found = Set(partition.labels.filter { $0 != Partition.noise }).count
    if found < partition.clusters { task.note(Self.fewer(found, than: partition.clusters)) }
    var report = ClusterReport()
    report.measurements = try Measurements(
      [Measurement(.clusters, Double(found))] + partition.measurements)
    report.details = partition.report
    report.choice = partition.choice
    try task.write(report, as: .cluster)
  }

  private static func fewer(_ found: Int, than asked: Int) -> Note {
    Note(
      "clustering.fewer", "Fewer clusters were found than asked for",
      detail: "\(found) of \(asked)",
      cure: "Ask for no more clusters than there are groups; samples that are all alike make one")
  }
}

/// What a clustering tells.
package struct ClusterReport: Described, Equatable {
  /// What was measured.
  package var measurements = Measurements()
  /// What else the method tells of its work, for people.
  package var details = JSON.object([])
  /// What every number of clusters was worth, where one was chosen.
  package var choice: ChosenClusters?

  package init() {}

  package static var kind: String { "clusterReport" }
  package static var summary: String { "What a clustering tells." }
  package static var fields: [Field<ClusterReport>] {
    [
      Field("measurements", \.measurements, "what was measured", isRequired: true),
      Field("details", \.details, "what else the method tells", isRequired: true),
      Field("choice", \.choice, "what every number of clusters was worth"),
    ]
  }

  /// The choice only where there was one.
  package var json: JSON {
    let members = Self.fields.map { ($0.name, $0.value(self)) }
    return .object(members.filter { $0.0 != "choice" || $0.1 != .null })
  }
}

extension ReportFile<ClusterReport> {
  /// What a clustering tells.
  package static var cluster: Self { Self() }
}

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
