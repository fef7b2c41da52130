import Clustering
import Datasets
import Files
import NeuralNetworks
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

/// Compares the class that a classifier gives its highest score with the true class.
struct ClassifyStage: StageSpecification {
  /// The stage that left the class scores.
  var scores = StageReference()
  /// The stage that left the classes.
  var data = StageReference()
  /// The digest of the parts that are scored separately.
  var parts = ""

  static var kind: String { "classify" }
  static var version: Int { 2 }
  static var summary: String { "Compares a classifier's predictions with the classes." }
  static var fields: [Field<ClassifyStage>] {
    [
      Field("scores", \.scores, "the stage of the class scores", isRequired: true),
      Field("data", \.data, "the stage of the images with their labels", isRequired: true),
      Field("parts", \.parts, "the digest of the parts of the split"),
    ]
  }

  var inputs: [StageKey] { [scores.key, data.key] }

  func compute(_ task: StageTask) throws {
    let scores = try task.matrix(scores.key, ArtefactFile.embedding)
    let classes = try task.integers(data.key, ArtefactFile.labels)
    let predicted = (0..<scores.rows).map { row in
      let values = scores[row]
      let best = values.indices.max { values[$0] < values[$1] } ?? values.startIndex
      return best - values.startIndex
    }
    try task.write(predicted, as: ArtefactFile.predicted)
    let right = zip(predicted, classes).count { $0 == $1 }
    let all = Measurement(
      .classifierAccuracy, Double(right) / Double(max(1, classes.count)))
    let parts = SplitParts(task.stage.context).measurements(
      of: .partClassifierAccuracy, predicted: predicted, classes: classes)
    try task.write(Measurements([all] + parts), as: .scores)
  }
}

/// The parts of a split that are scored separately.
///
/// In a specification they are a digest of names and members, so that keys stay short; the members
/// travel in the context of the stage.
struct SplitParts: Sendable, Equatable {
  /// One part.
  struct Part: Sendable, Equatable {
    /// What tables call it.
    let name: String
    /// Its images, from 0.
    let indices: [Int]
  }

  /// The parts, in the order of the dataset.
  let list: [Part]

  /// Takes over the parts of a dataset.
  init(_ parts: [Dataset.Part] = []) {
    list = parts.map { Part(name: $0.name, indices: $0.indices) }
  }

  /// Reads what `json` writes.
  init(_ json: JSON) {
    list = (json.elements ?? []).compactMap { part in
      guard let name = part["name"]?.string, let indices = part["indices"]?.elements else {
        return nil
      }
      return Part(name: name, indices: indices.compactMap(\.integer))
    }
  }

  /// Names and members.
  var json: JSON {
    .array(list.map { .object([("name", .string($0.name)), ("indices", $0.indices.json)]) })
  }

  /// The SHA-256 of names and members; empty without parts.
  var digest: String {
    list.isEmpty ? "" : SHA256.hexadecimal(of: Array(json.canonical.utf8))
  }

  /// The share of right predictions in each part, as the metric of that part.
  func measurements(of metric: Metric, predicted: [Int], classes: [Int]) -> [Measurement] {
    list.filter { !$0.indices.isEmpty }.map { part in
      let right = part.indices.count { predicted[$0] == classes[$0] }
      return Measurement(metric.of(part.name), Double(right) / Double(part.indices.count))
    }
  }
}
