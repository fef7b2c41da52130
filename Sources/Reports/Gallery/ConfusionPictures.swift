import Clustering
import Datasets
import Experiments
import Figures
import NeuralNetworks
import Pipeline
import Runner
import Specification

/// Which classes are taken for which.
enum ConfusionPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.hasLabels && $0.classNames.count > 2 }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    try study.shownRows().compactMap { row in
      let scored = study.rows[row].experiment.evaluation.split
      guard let trial = study.trial(of: row), trial.hasLabels, let data = trial.data[scored],
        let judge = trial.classify ?? trial.score
      else { return nil }
      let truth = try study.artefacts.integers(data, ArtefactFile.labels)
      let predicted = try study.artefacts.integers(judge, ArtefactFile.predicted)
      let label = study.label(of: row)
      let slug = Gallery.slug(label)
      let isClustered = trial.classify == nil
      let run = study.results.rows[row].runs.first { $0.seed == trial.seed }
      let accuracy = run?.metrics[isClustered ? .accuracy : .classifierAccuracy]
      let sides =
        isClustered
        ? "clusters, each matched to the class that gives the best accuracy" : "predicted classes"
      return Picture(
        name: slug.isEmpty ? "confusion" : "confusion-\(slug)",
        title: "Confusion", panel: label,
        caption: "Rows are true classes, columns \(sides); numbers count images, the diagonal is "
          + "right.\(left(predicted))\(study.seedNote(of: row))",
        figure: ConfusionMatrix(
          title: [label, accuracy.map { "accuracy \(Decimal.text($0, digits: 3))" } ?? ""]
            .filter { !$0.isEmpty }.joined(separator: ", "),
          counts: counts(truth, predicted, classes: trial.classNames.count),
          classNames: trial.classNames))
    }
  }

  /// Says how many images have no column.
  private static func left(_ predicted: [Int]) -> String {
    let noise = predicted.count { $0 == PredictedClass.noise }
    guard noise > 0 else { return "" }
    return " \(noise) of the \(predicted.count) images are noise, which has no column."
  }

  /// Pairs counted; predictions that are no class are left out.
  private static func counts(_ truth: [Int], _ predicted: [Int], classes: Int) -> [[Int]] {
    let size = max(classes, (truth.max() ?? -1) + 1)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for (row, column) in zip(truth, predicted)
    where (0..<size).contains(row) && (0..<size).contains(column) {
      counts[row][column] += 1
    }
    return counts
  }
}
