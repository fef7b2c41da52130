import Datasets
import Experiments
import NeuralNetworks
import Runner
import Specification

/// The stages of one trial, by what they do for it.
public struct TrialPlan: Sendable {
  /// The row of the sweep, from 0.
  public var row: Int
  /// The seed.
  public var seed: Int
  /// The network, its shapes inferred.
  @Shared public var architecture: Architecture
  /// The names of the classes, as far as the dataset has them.
  public var classNames: [String] = []
  /// Whether the images that are scored have labels.
  public var hasLabels = false
  /// The number of images, by split.
  public var counts = SplitValues<Int>()
  /// The number of images in each part that is scored separately.
  public var partCounts: [String: Int] = [:]
  /// Between which numbers pixels lie that are stored as such and used as they are; nil for bytes, which
  /// are scaled.
  public var storedPixels: ClosedRange<Double>?
  /// The stages of the images, by split.
  public var data = SplitValues<StageKey>()
  /// The file that the first weights come from; none where they are drawn.
  public var weights: StageKey?
  /// The split whose losses a training takes after each epoch, beside those of training itself.
  public var curveSplit: SplitName?
  /// What the training chooses by, and a search over trainings: validation images where there are some,
  /// otherwise the loss of training itself. None for a model without weights.
  public var watch: LossWatch?
  /// The training; none for a model without weights.
  public var train: StageKey?
  /// What the model makes of the images, by split.
  public var embed = SplitValues<StageKey>()
  /// The reconstructions, by split; none for a model that has no decoder.
  public var reconstruct = SplitValues<StageKey>()
  /// The steps of the reduction, in order.
  public var reduce: [StageKey] = []
  /// The clusters.
  public var cluster: StageKey?
  /// The comparison of clusters with classes.
  public var score: StageKey?
  /// The comparison of a classifier's predictions with classes.
  public var classify: StageKey?
  /// What else the representation is measured by.
  public var probes: [StageKey] = []
  /// What that measures.
  public var probeMetrics: [Metric] = []
  /// The stages that score the images which choose the best setting, the scores last.
  public var selection: [StageKey] = []
  /// The accuracy at the checkpoints of training.
  public var trajectory: StageKey?
  /// The images on which that accuracy is taken.
  public var trajectorySplit = SplitName.validation
  /// The representation in two dimensions, for scatter plots.
  public var projections: [PlannedProjection] = []
  /// Every layer's activations in two dimensions.
  public var layers: [PlannedProjection] = []
  /// Images decoded on the way between two latent vectors.
  public var interpolation: StageKey?
  /// Principal components as images.
  public var eigenimages: StageKey?
  /// The most typical and the most doubtful images of each cluster.
  public var exemplars: StageKey?

  init(row: Int, seed: Int, architecture: Shared<Architecture>) {
    self.row = row
    self.seed = seed
    _architecture = architecture
  }

  /// The stages that results are read from: those that must succeed for the trial to have any.
  public var required: [StageKey] {
    [train, cluster, score, classify].compactMap { $0 } + probes + reduce + selection
      + reconstruct.values
  }

  /// How many images a share of images is taken of; nil for a metric of other things.
  func images(of metric: Metric, scored: SplitName) -> Int? {
    switch metric.images {
    case .scored: counts[scored]
    case .part: metric.qualifier.flatMap { partCounts[$0] }
    case .split: metric.qualifier.flatMap(SplitName.init(rawValue:)).flatMap { counts[$0] }
    case .none: nil
    }
  }

  /// Every stage.
  public var all: [StageKey] {
    data.values + embed.values + required + (projections + layers).map(\.key)
      + [weights, trajectory, interpolation, eigenimages, exemplars].compactMap { $0 }
  }

  /// The keys by name, for `results.json`.
  package var stageNames: [String: String] {
    var names: [String: String] = [:]
    for (split, key) in data { names["data.\(split.rawValue)"] = key.hex }
    for (split, key) in embed { names["embed.\(split.rawValue)"] = key.hex }
    for (split, key) in reconstruct { names["reconstruct.\(split.rawValue)"] = key.hex }
    for (index, key) in reduce.enumerated() { names["reduce.\(index + 1)"] = key.hex }
    for (index, key) in probes.enumerated() { names["probe.\(index + 1)"] = key.hex }
    names["weights"] = weights?.hex
    names["selection"] = selection.last?.hex
    names["train"] = train?.hex
    names["cluster"] = cluster?.hex
    names["score"] = score?.hex
    names["classify"] = classify?.hex
    return names
  }
}
