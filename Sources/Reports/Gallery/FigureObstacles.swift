import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Pipeline
import Reduction
import Specification

extension SweepPlan {
  /// The plan, with a note for every figure that its file names and that it leaves nothing to draw for,
  /// and for characters that no font draws.
  ///
  /// - Throws: `Problem` when the font that the file names cannot be read, or an outline in it that is drawn.
  public func notingFigures() throws(Problem) -> SweepPlan {
    var plan = self
    let fonts = try fallbackFonts()
    let missing = fonts.missing(in: figureTexts)
    if let flaw = fonts.flaws.first { throw fontProblem(flaw.description) }
    for group in MissingCharacters.groups(missing) { plan.notes.add(group.note) }
    for (place, kind) in (sweep.report.figures ?? []).enumerated() {
      guard let obstacle = kind.maker.obstacle(in: self) else { continue }
      let path = JSONPath([.name("report"), .name("figures"), .index(place)])
      plan.notes.add(
        Note(
          "figure.\(kind.rawValue)", "The figure \"\(kind.rawValue)\" cannot be drawn",
          detail: obstacle, cure: "Take it out of \"figures\", or give it what it shows", at: path,
          location: sweep.rows.first?.location(of: path)))
    }
    return plan
  }

  /// Whether any trial has something.
  func has(_ something: (TrialPlan) -> Bool) -> Bool {
    trials.contains(where: something)
  }

  /// Whether any row leaves a number that rows are ranked by.
  fileprivate var isRanked: Bool {
    has { $0.score != nil || $0.classify != nil || $0.train != nil || !$0.reconstruct.isEmpty }
  }
}

extension ExamplePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.trials.contains { $0.data[plan.sweep.rows[$0.row].experiment.evaluation.split] != nil }
      ? nil : "no stage reads the images that are scored"
  }
}

extension BarPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.isRanked ? nil : "nothing is trained, clustered or scored, so no number tells rows apart"
  }
}

extension LinePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    NumericAxis(plan.sweep) == nil
      ? "it takes a swept number with three values or more, and no more than six settings of "
        + "everything else" : BarPictures.obstacle(in: plan)
  }
}

extension SearchPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    isSearch(plan.sweep)
      ? BarPictures.obstacle(in: plan)
      : "it takes a sweep whose rows differ in numbers that hardly ever come twice, as \"random\" draws "
        + "them, and six rows or more"
  }
}

extension HeatMapPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    guard SweepGrid(plan.sweep) == nil else { return BarPictures.obstacle(in: plan) }
    let count = plan.sweep.axes.count
    let axes = count == 0 ? "none" : count == 1 ? "one" : "\(count) that are no full grid"
    return "it shows a full grid over two axes, or three, without named rows; the sweep has \(axes)"
  }
}

extension ClusterChoicePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.cluster != nil && plan.choice(of: $0) != nil }
      ? nil : "it takes a clustering whose \"clusters\" are chosen"
  }
}

extension CurvePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.train != nil } ? nil : "no network is trained"
  }
}

extension CheckpointPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.trajectory != nil }
      ? nil : "it takes a training with \"checkpoints\", a clustering, and images with labels"
  }
}

extension EigenimagePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.eigenimages != nil }
      ? nil : "it takes the model \"pixels\" and a PCA as the first reduction"
  }
}

extension ScreePictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.sweep.rows.contains { $0.experiment.reduction.first?.value is PCA }
      ? nil : "it takes a PCA as the first reduction"
  }
}

extension EmbeddingPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { !$0.projections.isEmpty }
      ? nil : "it takes a clustering, or a classifier and labels, and samples enough to place"
  }
}

extension LayerPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { !$0.layers.isEmpty } ? nil : "it takes a network, and images enough to place"
  }
}

extension ConfusionPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.hasLabels && ($0.score != nil || $0.classify != nil) }
      ? nil : "it takes images with labels, and a clustering or a classifier"
  }
}

extension ReconstructionPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    let split = plan.sweep.report.imagesFrom
    return plan.has { $0.reconstruct[split] != nil }
      ? nil : "it takes an autoencoder, and \(split.words) images that it is trained or scored on"
  }
}

extension ManyReconstructionPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.reconstruct[.train] != nil } ? nil : "it takes an autoencoder"
  }
}

extension InterpolationPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.interpolation != nil } ? nil : "it takes an autoencoder, and two images"
  }
}

extension ClusterPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.exemplars != nil } ? nil : "it takes a clustering"
  }
}

extension DendrogramPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    plan.sweep.rows.contains { $0.experiment.clustering?.kind == "agglomerative" }
      ? nil : "it takes the clustering \"agglomerative\""
  }
}

extension FilterPictures {
  static func obstacle(in plan: SweepPlan) -> String? {
    let kinds: Set = ["conv", "convTranspose"]
    return plan.has { trial in
      trial.architecture.stacks.contains { stack in
        stack.layers.contains { kinds.contains($0.kind) }
      }
    } ? nil : "it takes a network with a convolution"
  }
}
