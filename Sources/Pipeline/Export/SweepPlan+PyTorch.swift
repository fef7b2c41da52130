import Datasets
import Experiments
import NeuralNetworks
import Specification

extension SweepPlan {
  /// The network of a trial in plain PyTorch.
  func pyTorchScript(of trial: TrialPlan) -> PyTorchScript {
    let dataset = sweep.rows[trial.row].experiment.dataset
    return PyTorchScript(
      trial.architecture, scale: Double(dataset.scale.low)...Double(dataset.scale.high),
      preparation: dataset.preparationText, classes: trial.classNames)
  }
}

extension DatasetSpecification {
  /// What is done to images beside scaling, as it is written; nil: nothing.
  fileprivate var preparationText: String? {
    let names: Set = ["padTo", "resize", "fit", "filter", "channels", "ground"]
    let members = (json.members ?? []).filter { names.contains($0.name) && $0.value != .null }
    guard !members.isEmpty else { return nil }
    return members.map { "\($0.name) \($0.value.canonical)" }.joined(separator: ", ")
  }
}
