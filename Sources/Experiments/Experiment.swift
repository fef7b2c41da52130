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
  @Shared public var dataset = DatasetSpecification()
  /// What represents an image: a network, or its pixels.
  public var model: OneOf<Models>?
  /// How the network is trained.
  @Shared public var training = Training()
  /// The steps from representation to what is clustered, in order.
  public var reduction: [OneOf<Reducers>] = []
  /// How the reduced representation is clustered; none for a classifier.
  public var clustering: OneOf<Clusterers>?
  /// Which images are reduced, clustered and scored.
  @Shared public var evaluation = Evaluation()
  /// The seeds; every row of the sweep is run with each of them.
  public var seeds = [0]
  /// What the report shows.
  @Shared public var report = ReportOptions()
  /// How far a metric may move before `sweep regress` fails.
  @Shared public var regression = RegressionOptions()
  /// The cluster that `sweep run --executor slurm` sends stages to.
  @Shared public var slurm: SlurmSite?

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
      Field("dataset", \._dataset, "The images.", isRequired: true),
      Field(
        "model", \.model, "What represents an image: a network, or its pixels.", isRequired: true),
      Field("training", \._training, "How the network is trained."),
      Field("reduction", \.reduction, "The steps from representation to what is clustered."),
      Field("clustering", \.clustering, "How the reduced representation is clustered."),
      Field("evaluation", \._evaluation, "Which images are reduced, clustered and scored."),
      Field("seeds", \.seeds, "Every row of the sweep is run with each seed.", .atLeast(0)),
      Field("report", \._report, "What the report shows."),
      Field("regression", \._regression, "How far a metric may move before `sweep regress` fails."),
      Field(
        "slurm", \._slurm, "The cluster that `sweep run --executor slurm` sends stages to."),
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
  /// How the silhouette is taken; none: as suits the number of images.
  public var silhouette: SilhouetteChoice?
  /// What else the representation is measured by; none: nothing.
  public var probes: [OneOf<Probes>]?
  /// Which representation is probed; none: what the model makes of images.
  public var probed: ProbedRepresentation?

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
      Field(
        "silhouette", \.silhouette,
        "Whether the silhouette is that of all images, in a time that grows with their square "
          + "(exact), or, above \(SilhouetteChoice.limit) of them, that of "
          + "\(SilhouetteChoice.sampleSize) drawn by the seed, each against all (auto, the usual)."),
      Field(
        "probes", \.probes,
        "What else the representation is measured by; those that compare with classes take training "
          + "images with labels."),
      Field(
        "probed", \.probed,
        "Which representation is probed: what the model makes of images (embedding, the usual), or what "
          + "the reduction makes of that, fitted to the training images (reduced)."),
    ]
  }

  /// Every probe once, and a reduction that training images are mapped by.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    let kinds = (probes ?? []).map(\.kind)
    for kind in Set(kinds).sorted() where kinds.count(where: { $0 == kind }) > 1 {
      report("probes", "the probe \"\(kind)\" is written twice")
    }
    if probed == .reduced, fit != .train {
      report(
        "probed",
        "the reduced training images are only there where the reduction is fitted to them: write "
          + "\"fit\": \"train\"")
    }
  }
}

/// Which representation is probed.
public enum ProbedRepresentation: String, Word {
  /// What the model makes of images.
  case embedding
  /// What the reduction makes of that.
  case reduced
}

/// A whole experiment file: the experiment, the file it extends, and the sweep over it.
public struct ExperimentDocument: Described {
  /// The experiment.
  public var experiment = Experiment()
  /// The file that holds what this one leaves out.
  public var extends: String?
  /// The settings to go through; none: the experiment as it is written.
  public var sweep: Sweep?

  /// An experiment on nothing.
  public init() {}

  /// The document of one row: an experiment without a sweep.
  public init(_ experiment: Experiment) { self.experiment = experiment }

  /// The name in the schema.
  public static var kind: String { "experiment" }
  /// For the schema.
  public static var summary: String { Experiment.summary }
  /// The fields of the experiment, and the two that are about the file.
  public static var fields: [Field<ExperimentDocument>] {
    let fields = Experiment.fields.map { $0.lifted(to: \ExperimentDocument.experiment) }
    let heading = fields.firstIndex { $0.name == "dataset" } ?? 0
    let body = fields.firstIndex { $0.name == "seeds" } ?? 0
    let extends = Field<ExperimentDocument>(
      "extends", \.extends,
      "Another experiment, whose settings hold where this file says nothing else.")
    let sweep = Field<ExperimentDocument>("sweep", \.sweep, "The settings to go through.")
    return Array(fields[..<heading]) + [extends] + Array(fields[heading..<body]) + [sweep]
      + Array(fields[body...])
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [
      ("title", .string("Latent size")),
      ("dataset", .object(DatasetSpecification.example)),
      ("model", .object([(Autoencoder.kind, .object(Autoencoder.example))])),
      ("training", .object([("epochs", .number(30))])),
      (
        "reduction",
        .array([.object([("pca", .number(8)), ("whiten", true.json)])])
      ),
      ("clustering", .object([("kmeans", .number(10))])),
      ("sweep", .object([("grid", .object([("model.latent", [16, 32, 64].json)]))])),
      ("seeds", [0, 1, 2].json),
    ]
  }

  /// What the experiment checks.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    experiment.check(report)
  }

  /// Members that hold for the whole file, so that no row of a sweep can change them.
  static let shared = [
    "$schema", "title", "question", "extends", "sweep", "seeds", "report", "regression", "slurm",
  ]
}
