import NeuralNetworks
import Numerics
import Runner
import Specification

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
