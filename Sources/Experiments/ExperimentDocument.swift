import Datasets
import NeuralNetworks
import Specification

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
