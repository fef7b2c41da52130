import Experiments
import NeuralNetworks
import Pipeline
import Specification

/// By which images trainings were ended, learning rates lowered, weights kept and rows stopped.
struct ChoiceRule {
  /// The rule in sentences; nil where nothing was chosen.
  let text: String?

  /// Looks at what the rows of a plan choose, and by what.
  init(_ plan: SweepPlan) {
    let rows = plan.sweep.rows
    var choices: [String] = []
    if rows.contains(where: { $0.experiment.training.earlyStopping != nil }) {
      choices.append("when training ends and which weights are kept")
    }
    if rows.contains(where: { $0.experiment.training.schedule?.value.followsLoss ?? false }) {
      choices.append("when the learning rate falls")
    }
    if plan.sweep.halving != nil { choices.append("which settings are trained to the end") }
    let chosen = plan.trials.filter { trial in
      plan.sweep.halving != nil || rows[trial.row].experiment.training.choosesByLoss
    }
    let watched = Set(chosen.compactMap { $0.watch?.loss.words }).sorted()
    guard !choices.isEmpty, !watched.isEmpty else {
      text = nil
      return
    }
    let isAnnealed = chosen.contains { $0.watch?.isAnnealed ?? false }
    let beta =
      isAnnealed ? " While beta grows, losses are compared as they are at its full value." : ""
    text =
      "Chosen by \(watched.joined(separator: ", or ")): \(choices.joined(separator: "; "))."
      + " Images that are only scored choose nothing.\(beta)"
  }
}

extension WatchedLoss {
  /// In words.
  var words: String {
    switch self {
    case .validation: "validation images"
    case .training: "the loss of training"
    }
  }
}
