import Clustering
import Datasets
import NeuralNetworks
import Reduction
import Specification

/// One experiment: what is learned from which images, how it is reduced, clustered and scored.
public struct Experiment: Described {
  /// For editors; not used.
  public var schema: String?
  /// The heading of the report.
  public var title = ""
  /// What the experiment asks; the report opens with it.
  public var question: String?
  /// The images.
  public var dataset = DatasetSpecification()
  /// What represents an image: a network, or its pixels.
  public var model: OneOf<Models>?
  /// How the network is trained.
  public var training = Training()
  /// The steps from representation to what is clustered, in order.
  public var reduction: [OneOf<Reducers>] = []
  /// How the reduced representation is clustered; none for a classifier.
  public var clustering: OneOf<Clusterers>?
  /// Which images are reduced, clustered and scored.
  public var evaluation = Evaluation()
  /// The seeds; every row of the sweep is run with each of them.
  public var seeds = [0]
  /// What the report shows.
  public var report = ReportOptions()
  /// How far a metric may move before `sweep regress` fails.
  public var regression = RegressionOptions()
  /// The cluster that `sweep run --executor slurm` sends stages to.
  public var slurm: SlurmSite?

  /// An experiment on nothing.
  public init() {}

  /// The name in the schema.
  public static var kind: String { "experiment" }
  /// For the schema.
  public static var summary: String {
    "An experiment: images, what represents them, how that is reduced, clustered and scored."
  }
  /// The fields.
  public static var fields: [Field<Experiment>] {
    [
      Field("$schema", \.schema, "The schema of this file, for editors."),
      Field("title", \.title, "The heading of the report.", isRequired: true),
      Field("question", \.question, "What the experiment asks; the report opens with it."),
      Field("dataset", \.dataset, "The images.", isRequired: true),
      Field(
        "model", \.model, "What represents an image: a network, or its pixels.", isRequired: true),
      Field("training", \.training, "How the network is trained."),
      Field("reduction", \.reduction, "The steps from representation to what is clustered."),
      Field("clustering", \.clustering, "How the reduced representation is clustered."),
      Field("evaluation", \.evaluation, "Which images are reduced, clustered and scored."),
      Field("seeds", \.seeds, "Every row of the sweep is run with each seed.", .atLeast(0)),
      Field("report", \.report, "What the report shows."),
      Field("regression", \.regression, "How far a metric may move before `sweep regress` fails."),
      Field(
        "slurm", \.slurm, "The cluster that `sweep run --executor slurm` sends stages to."),
    ]
  }

  /// Seeds must be there and differ; the splits that are named must be in the dataset.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkSplits(report)
    if seeds.isEmpty { report("seeds", "at least one seed is needed") }
    if Set(seeds).count != seeds.count { report("seeds", "a seed is written twice") }
  }

  private func checkSplits(_ report: (_ field: String, _ message: String) -> Void) {
    let named = dataset.splits.map(\.name.rawValue).joined(separator: ", ")
    for (use, split) in [
      ("split", evaluation.split), ("fit", evaluation.fit), ("selection", evaluation.selection),
    ] {
      if let split, dataset[split] == nil {
        report(
          "evaluation",
          "\(use) is \"\(split.rawValue)\", which the dataset does not have (it has: \(named))")
      }
    }
    if self.report.images != nil, dataset[self.report.imagesFrom] == nil {
      report(
        "report",
        "the images are counted in \"\(self.report.imagesFrom.rawValue)\", which the dataset does "
          + "not have (it has: \(named))")
    }
  }
}

/// Which images are reduced, clustered and scored.
public struct Evaluation: Described {
  /// The split that is clustered and scored.
  public var split = SplitName.test
  /// The split that the reduction is fitted to; none: the one that is scored.
  public var fit: SplitName?
  /// The split that the best setting is chosen by; none: the one that is scored.
  public var selection: SplitName?

  /// The test split, everything fitted to it.
  public init() {}

  /// The name in the schema.
  public static var kind: String { "evaluation" }
  /// For the schema.
  public static var summary: String { "Which images are reduced, clustered and scored." }
  /// The fields.
  public static var fields: [Field<Evaluation>] {
    [
      Field("split", \.split, "The split that is clustered and scored.", isPrimary: true),
      Field(
        "fit", \.fit,
        "The split that the reduction is fitted to; left out: the one that is scored."),
      Field(
        "selection", \.selection,
        "The split with labels that the best setting is chosen by, so that the scored images have no "
          + "part in the choice; left out: the one that is scored."),
    ]
  }
}
