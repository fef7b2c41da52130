import Datasets
import Experiments
import Figures
import Pipeline
import Runner
import Specification

/// Reconstruction error and accuracy at the checkpoints of training, on two axes.
enum CheckpointPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { study.plan.trials.contains { $0.trajectory != nil } }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows(atMost: NetworkCurves.most)) { $0.trajectory }
    let tables = try rows.map { try study.artefacts.read(.trajectory, of: $0.key) }
    // One scale for all charts, so that they can be compared.
    let errors = range(of: tables.map { $0.compactMap(\.reconstructionError) })
    let accuracies = range(of: tables.map { $0.map(\.accuracy) })
    let shared = rows.count > 1 ? " All of these charts have the same axes." : ""
    return zip(rows, tables).map { place, points in
      let (row, trial, _) = place
      let label = study.label(of: row)
      let epochs = points.map { Double($0.epoch) }
      let lost = points.map { $0.reconstructionError ?? .nan }
      let split = trial.trajectorySplit.words
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "checkpoints" : "checkpoints-\(slug)",
        title: "Checkpoints of training", panel: label,
        caption: "Mean squared reconstruction error over the whole training set (left axis) and "
          + "accuracy of the clustering on the \(split) images (right axis) at \(points.count) "
          + "checkpoints of training: whether a lower error makes better clusters.\(shared)"
          + study.seedNote(of: trial.row),
        figure: TwoAxisChart(
          title: label, x: Axis("epoch"), left: Axis("reconstruction error (MSE)", range: errors),
          right: Axis("\(split) accuracy", range: accuracies),
          leftSeries: [
            Series(name: "reconstruction error", x: epochs, y: lost)
          ],
          rightSeries: [Series(name: "\(split) accuracy", x: epochs, y: points.map(\.accuracy))]))
    }
  }

  /// What an axis shows of a number that several networks have at their checkpoints.
  private static func range(of tables: [[Double]]) -> ClosedRange<Double>? {
    let numbers = tables.joined().filter(\.isFinite)
    guard tables.count > 1, !numbers.isEmpty else { return nil }
    let scale = AxisScale(Axis(), values: numbers)
    return scale.low...scale.high
  }
}
