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
