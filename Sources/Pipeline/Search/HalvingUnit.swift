import Datasets
import Experiments
import NeuralNetworks
import Specification

/// What the losses of a row are measured in: only rows of one unit can be compared by them.
struct HalvingUnit: Hashable {
  /// What differs, in words, with what it is in this row.
  private let parts: [String: String]

  /// Why the trainings of a plan cannot be compared; nil when they can.
  static func obstacle(to criterion: Halving.Criterion, in plan: SweepPlan) -> String? {
    for trial in plan.trials {
      let label = plan.sweep.rows[trial.row].label
      guard let watch = trial.watch else {
        return "\(label) has no training, by which it could be compared"
      }
      guard criterion == .accuracy else { continue }
      guard trial.architecture.classCount != nil else {
        return "\(label) is no classifier, whose accuracy could be compared: compare by \"loss\""
      }
      guard watch.loss == .validation else {
        return "accuracy is compared on validation images, and the dataset names none: take some "
          + "from the training images, or compare by \"loss\", which is that of training then"
      }
    }
    let units = plan.trials.map { HalvingUnit($0, plan.sweep.rows[$0.row]) }
    guard let first = units.first, let place = units.firstIndex(where: { $0 != first }) else {
      return nil
    }
    let names = first.parts.keys.filter { first.parts[$0] != units[place].parts[$0] }.sorted()
    // The accuracies of two losses can be compared, those on other images cannot.
    let relevant = criterion == .accuracy ? names.filter { $0 == Self.images } : names
    guard let name = relevant.first else { return nil }
    let labels = [plan.trials[0], plan.trials[place]].map { plan.sweep.rows[$0.row].label }
    return "\(labels[0]) and \(labels[1]) differ in \(name) (\(first.parts[name] ?? "–") and "
      + "\(units[place].parts[name] ?? "–")), so that their losses cannot be compared: let all rows "
      + "have the same, or leave out \"halving\""
  }

  private static let images = "the images that are watched"

  private init(_ trial: TrialPlan, _ row: ExpandedSweep.Row) {
    let watched = trial.watch?.loss ?? .training
    let dataset = row.experiment.dataset
    let split = watched == .validation ? SplitName.validation : .train
    let isClassifier = trial.architecture.classCount != nil
    let loss = row.experiment.training.loss
    // Losses are compared as means over numbers, whatever the reduction.
    let options = (loss?.described.json.members ?? []).filter { $0.name != "reduction" }
    let kind = loss?.kind ?? (isClassifier ? CrossEntropy.kind : MeanSquaredError.kind)
    let isPlain = options.isEmpty
    parts = [
      "the loss": isPlain ? kind : kind + " " + JSON(.object(options)).canonical,
      "the scale of pixels": isClassifier ? "any" : dataset.scale.json.canonical,
      Self.images: dataset[split]?.json.canonical ?? "none",
    ]
  }
}
