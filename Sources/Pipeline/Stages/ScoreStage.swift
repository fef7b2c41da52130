import Clustering
import Numerics
import Runner
import Specification

/// Judges clusters by their shape and, where there are classes, by them.
struct ScoreStage: StageSpecification {
  /// The stage that left the clusters.
  var clusters = StageReference()
  /// The stage that left what was clustered, for the scores that need no classes.
  var samples = StageReference()
  /// The stage that left the classes; none for a dataset without labels.
  var data: StageReference?
  /// The digest of the parts that are scored separately.
  var parts = ""

  static var kind: String { "score" }
  static var version: Int { 2 }
  static var summary: String { "Judges clusters by their shape and by the classes." }
  static var fields: [Field<ScoreStage>] {
    [
      Field("clusters", \.clusters, "the stage of the clusters", isRequired: true),
      Field("samples", \.samples, "the stage of what was clustered", isRequired: true),
      Field("data", \.data, "the stage of the images with their labels"),
      Field("parts", \.parts, "the digest of the parts of the split"),
    ]
  }

  var inputs: [StageKey] { [clusters.key, samples.key, data?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    let labels = try task.integers(clusters.key, ArtefactFile.labels)
    var scores: [Measurement] = []
    if let data {
      let classes = try task.integers(data.key, ArtefactFile.labels)
      scores += try agreement(labels, classes, task)
    }
    let samples = try task.matrix(samples.key, ArtefactFile.embedding)
    let shape = try finalOnThrow { try ClusterShape(of: samples, labels: labels) }
    scores += shape?.measurements ?? []
    try task.write(Measurements(scores), as: .scores)
  }

  private func agreement(
    _ labels: [Int], _ classes: [Int], _ task: StageTask
  ) throws -> [Measurement] {
    let agreement = try finalOnThrow { try Agreement(truth: classes, predicted: labels) }
    let classOfCluster = Dictionary(
      uniqueKeysWithValues: zip(agreement.table.clusters, agreement.matching))
    // A cluster that is matched to no class predicts -1, which is never right.
    let predicted = labels.map { (classOfCluster[$0] ?? nil) ?? -1 }
    try task.write(predicted, as: ArtefactFile.predicted)
    return agreement.measurements
      + SplitParts(task.stage.context).measurements(
        of: .partAccuracy, predicted: predicted, classes: classes)
  }
}

extension ReportFile<Measurements> {
  /// What clusters or predictions were found to be worth.
  package static var scores: Self { Self() }
}
