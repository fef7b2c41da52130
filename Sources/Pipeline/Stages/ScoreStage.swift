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
  /// How many images the silhouette is the mean of; none: all.
  var sample: Int?
  /// The seed that draws them; none where all are judged.
  var seed: Int?

  static var kind: String { "score" }
  static var version: Int { 2 }
  static var summary: String { "Judges clusters by their shape and by the classes." }
  static var fields: [Field<ScoreStage>] {
    [
      Field("clusters", \.clusters, "the stage of the clusters", isRequired: true),
      Field("samples", \.samples, "the stage of what was clustered", isRequired: true),
      Field("data", \.data, "the stage of the images with their labels"),
      Field("parts", \.parts, "the digest of the parts of the split"),
      Field("sample", \.sample, "how many images the silhouette is the mean of"),
      Field("seed", \.seed, "the seed that draws them"),
    ]
  }

  /// Every field but those that say nothing where all images are judged.
  var json: JSON {
    let later: Set = ["sample", "seed"]
    let members = Self.fields.map { ($0.name, $0.value(self)) }
    return .object(members.filter { !later.contains($0.0) || $0.1 != .null })
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
    let judged: JudgedSamples =
      sample.map { .drawn(count: $0, seed: UInt64(seed ?? 0)) } ?? .all
    let shape = try finalOnThrow {
      try ClusterShape(of: samples, labels: labels, judged: judged)
    }
    if let shape {
      scores += shape.measurements
      let clustered = labels.count { $0 != Partition.noise }
      if let sample, sample < clustered { task.note(Self.sampled(sample, of: clustered)) }
    }
    try task.write(Measurements(scores), as: .scores)
  }

  private static func sampled(_ count: Int, of images: Int) -> Note {
    Note(
      "score.sample", "The silhouette is that of a sample of the images",
      detail: "\(count) of \(images), drawn by the seed and each measured against all",
      cure: "Write \"silhouette\": \"exact\" in \"evaluation\" for that of all")
  }

  private func agreement(
    _ labels: [Int], _ classes: [Int], _ task: StageTask
  ) throws -> [Measurement] {
    let agreement = try finalOnThrow { try Agreement(truth: classes, predicted: labels) }
    let classOfCluster = Dictionary(
      uniqueKeysWithValues: zip(agreement.table.clusters, agreement.matching))
    let predicted = labels.map { label in
      label == Partition.noise
        ? PredictedClass.noise : (classOfCluster[label] ?? nil) ?? PredictedClass.unmatched
    }
    try task.write(predicted, as: ArtefactFile.predicted)
    return agreement.measurements
      + SplitParts(task.stage.context).measurements(
        of: .partAccuracy, predicted: predicted, classes: classes)
  }
}

/// What a predicted class is that is none, and never right.
package enum PredictedClass {
  /// Its cluster is matched to no class.
  package static let unmatched = -1
  /// The image belongs to no cluster.
  package static let noise = -2
}

extension ReportFile<Measurements> {
  /// What clusters or predictions were found to be worth.
  package static var scores: Self { Self() }
}
