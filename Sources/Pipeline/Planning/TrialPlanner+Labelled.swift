import Datasets
import Experiments
import NeuralNetworks
import Specification

extension TrialPlanner {
  /// How many of the training images keep their labels, of which a classifier is trained; nil: all.
  ///
  /// - Throws: `Problem` where there are too few labels.
  mutating func labelled() throws(Problem) -> Int? {
    guard let labelled = experiment.dataset.train?.value.selection.labelled else { return nil }
    let path = JSONPath([.name("dataset"), .name("train"), .name("labelled")])
    guard isClassifier else {
      note(
        "labelled.unused", "The model needs no labels, and is trained on all images",
        cure: "\"labelled\" changes classifiers alone: leave it out", at: path)
      return nil
    }
    let split = try dataset.split(.train, neededBy: row)
    let location = row.location(of: path)
    guard let labels = split.labels, let classes = dataset.classCount else {
      throw Problem(
        "the training images have no labels, of which \(labelled) could be kept: name \"labels\"",
        at: path, location: location)
    }
    guard labelled <= split.count else {
      throw Problem(
        "\(labelled) labels cannot be kept: there are \(split.count) training images", at: path,
        location: location)
    }
    guard labelled < split.count else { return nil }
    let kept = LabelledImages.indices(labelled, of: labels, seed: seed)
    let held = Set(kept.map { labels[$0] })
    let lacking = Set(labels).subtracting(held).sorted()
    guard lacking.isEmpty else {
      let names = lacking.map { dataset.classes?[$0] ?? String($0) }.joined(separator: ", ")
      throw Problem(
        "\(labelled) labels are too few for \(classes) classes: none is left for \(names)",
        at: path,
        location: location)
    }
    return labelled
  }
}

/// The images that keep their labels where not all do.
enum LabelledImages {
  /// So many of all images: a draw by the seed of the trial, stratified, in their order.
  static func indices(_ count: Int, of labels: [Int], seed: Int) -> [Int] {
    let order = Stratification.order(
      of: Array(labels.indices), labels: labels, seed: UInt64(seed), purpose: "labelled")
    return order.prefix(count).sorted()
  }
}

extension DatasetSpecification {
  /// The dataset with all of its labels: its images are the same.
  var withoutLabelled: DatasetSpecification {
    guard let source = train?.value, source.selection.labelled != nil else { return self }
    var copy = self
    var whole = source
    whole.selection.labelled = nil
    copy.train = OneOf(whole) ?? train
    return copy
  }
}
