import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Reduction
import Specification

/// What sizes, options and values decide before anything is trained.
extension TrialPlanner {
  /// Takes over what an option says about the data: refusals become problems at a place of the
  /// experiment, notes are told from there.
  mutating func weigh(_ findings: [Finding], at path: JSONPath) {
    for finding in findings {
      switch finding {
      case .refusal(let message):
        problems.add(message, at: path, location: row.location(of: path))
      case .note(var note):
        note.path = path
        note.location = row.location(of: path)
        add(note)
      }
    }
  }

  /// What is known of the images of a split as the samples of a step.
  func sampleFacts(_ split: SplitName, columns: Int) throws(Problem) -> SampleFacts {
    let planned = try dataset.split(split, neededBy: row)
    return SampleFacts(
      rows: planned.count, columns: columns, different: planned.facts?.different)
  }

  /// Losses that do not suit pixels or output, labels that are missing, batches too small for a
  /// layer.
  mutating func checkTraining() throws(Problem) {
    let train = try dataset.split(.train, neededBy: row)
    let training = experiment.training
    checkObjective()
    if architecture.objective?.takesLoss ?? false {
      let use = LossUse(architecture, pixels: dataset.pixelRange(of: train))
      let loss: any Loss =
        switch use.target {
        case .classes: training.loss?.value ?? CrossEntropy()
        case .images: training.loss?.value ?? MeanSquaredError()
        }
      weigh(loss.findings(on: use), at: JSONPath([.name("training"), .name("loss")]))
    }
    if isClassifier {
      for split in [SplitName.train, .validation] where dataset.has(split) {
        guard try !dataset.hasLabels(split, neededBy: row) else { continue }
        weigh(
          [.refusal("a classifier needs the labels of the \(split.words) images: name \"labels\"")],
          at: JSONPath([.name("dataset"), .name(split.rawValue)]))
      }
    }
    try checkBatches()
  }

  /// What the objective says about the training, and its augmentations about the images.
  private mutating func checkObjective() {
    guard let objective = architecture.objective else { return }
    let training = experiment.training
    for (field, finding) in objective.findings(on: training) {
      weigh([finding], at: JSONPath([.name("training"), .name(field)]))
    }
    let views = JSONPath([.name("model"), .name(Contrastive.kind), .name("views")])
    let place =
      objective.views > 1 ? views : JSONPath([.name("training"), .name("augmentation")])
    for (index, change) in objective.augmentation(of: training).enumerated() {
      weigh(change.value.findings(on: architecture.input), at: place.appending(index))
    }
  }

  /// The last batch of an epoch may be too small for batch norm or for the objective.
  private mutating func checkBatches() throws(Problem) {
    guard experiment.training.epochs > 0 else { return }
    let norm = architecture.fewestImages
    let all = try dataset.split(.train, neededBy: row).count
    let images = trial.counts[.train] ?? all
    checkBatches(of: images, atLeast: norm, Self.normReason)
    guard let objective = architecture.objective, objective.fewestImages.count > 1 else { return }
    let (fewest, reason) = objective.fewestImages
    if fewest > norm { checkBatches(of: images, atLeast: fewest, reason) }
    guard dataset.has(.validation) else { return }
    checkBatches(
      of: try dataset.split(.validation, neededBy: row).count, called: "validation images",
      atLeast: fewest, reason)
  }

  private static var normReason: String {
    "batch norm takes the variance of each number over a batch"
  }

  /// Whether an autoencoder that is trained first can be trained so.
  mutating func checkPretraining(
    _ training: Training, of first: Architecture, images: PlannedSplit
  ) {
    let path = JSONPath(
      [.name("model"), .name(DeepClustering.kind), .name("pretrain"), .name("batchSize")])
    let use = LossUse(first, pixels: dataset.pixelRange(of: images))
    let loss = training.loss?.value ?? MeanSquaredError()
    weigh(loss.findings(on: use), at: JSONPath(Array(path.steps.dropLast())).appending("loss"))
    guard training.epochs > 0 else { return }
    checkBatches(
      of: images.count, atLeast: first.fewestImages, Self.normReason, size: training.batchSize,
      at: path)
  }

  private mutating func checkBatches(
    of images: Int, called name: String = "images", atLeast fewest: Int, _ reason: String,
    size: Int? = nil, at path: JSONPath = JSONPath([.name("training"), .name("batchSize")])
  ) {
    let size = size ?? experiment.training.batchSize
    let last = images % size == 0 ? min(size, images) : images % size
    guard last < fewest else { return }
    let whole = size < fewest || images < fewest
    let problem =
      whole
      ? "a batch holds \(last == 1 ? "one image" : "\(last) images")"
      : "\(images) \(name) in batches of \(size) leave a last batch of "
        + (last == 1 ? "one image" : "\(last)")
    weigh(
      [
        .refusal(
          "\(problem), but \(reason), and needs at least \(fewest): choose another \"batchSize\" or "
            + "number of images")
      ], at: path)
  }

  /// Numbers that are not, pixels outside the scale, copies, and training images among others.
  mutating func checkImages(scored: SplitName) throws(Problem) {
    let isTrained = architecture.objective != nil
    var used: [SplitName] = isTrained ? [.train] : []
    if isTrained, dataset.has(.validation) { used.append(.validation) }
    if !used.contains(scored) { used.append(scored) }
    for split in used {
      let planned = try dataset.split(split, neededBy: row)
      guard let facts = planned.facts else { continue }
      if facts.isFloat, let range = facts.range {
        let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
        let known = trial.storedPixels ?? low...high
        trial.storedPixels = min(known.lowerBound, low)...max(known.upperBound, high)
      }
      let findings = facts.findings(of: split.words, scale: dataset.scale)
      weigh(findings, at: JSONPath([.name("dataset"), .name(split.rawValue)]))
    }
    guard isTrained, let training = try dataset.split(.train, neededBy: row).facts else { return }
    for split in used where split != .train {
      guard let facts = try dataset.split(split, neededBy: row).facts else { continue }
      let shared = dataset.copies(of: split, facts, in: .train, training)
      guard shared > 0 else { continue }
      let findings: [Finding] = [
        .note(
          "data.overlap", "Training images are among the \(split.words) images",
          detail: "\(shared) of \(facts.digests.count)",
          cure: "Numbers on them tell what was learned by heart, not how new images fare: take "
            + "them out of one of the two")
      ]
      weigh(findings, at: JSONPath([.name("dataset"), .name(split.rawValue)]))
    }
    guard scored == .validation, trial.watch?.loss == .validation,
      experiment.training.choosesByLoss
    else { return }
    let findings: [Finding] = [
      .note(
        "training.chosenOnScored", "The images that are scored chose the weights",
        cure: "Early stopping and plateaus watch the validation images: score \"test\" images, so "
          + "that the numbers are those of images that chose nothing")
    ]
    weigh(findings, at: JSONPath([.name("evaluation")]))
  }
}

extension Architecture {
  /// The fewest images that a batch may hold for batch norm: views count as images of their own.
  fileprivate var fewestImages: Int {
    let rows = stacks.map(\.fewestImages).max() ?? 1
    return (rows + views - 1) / views
  }
}

extension ImageFacts {
  /// What is odd about the pixels of a split.
  fileprivate func findings(of split: String, scale: PixelScale) -> [Finding] {
    var findings: [Finding] = []
    guard let range else {
      return [
        .refusal("pixels of the \(split) images are NaN or infinite: find out what made them")
      ]
    }
    let slack = 1e-3 * (scale.high - scale.low)
    if isFloat, range.lowerBound < scale.low - slack || range.upperBound > scale.high + slack {
      findings.append(
        .note(
          "data.scale", "Pixels that are stored as numbers lie outside the scale",
          detail: "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound)), the scale is "
            + scale.json.canonical,
          cure: "They are used as they are, and figures cut them off: divide them, save them as "
            + "bytes, or write the scale that they have"))
    }
    if digests.count > 1, different == 1 {
      findings.append(
        .note(
          "data.equal", "All \(split) images are equal",
          cure: "There is nothing to tell apart: look at the images that were read"))
    } else if different * 2 < digests.count {
      findings.append(
        .note(
          "data.copies", "Most \(split) images are copies of others",
          detail: "\(different) of \(digests.count) differ",
          cure: "Clusters and scores are those of the few that differ"))
    }
    return findings
  }

  private static func text(_ value: Float) -> String { JSON.number(Double(value)).canonical }
}

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
