import Experiments
import Pipeline
import Specification

/// What was asked for when a sweep was submitted, with everything that could change meanwhile frozen:
/// the files of the experiment, the overrides, the cluster, the program.
public struct SlurmOrder: Sendable {
  /// The path of the experiment, as it was written.
  public var experiment: String
  /// Its overrides.
  public var arguments: [String]
  /// The texts of the files that it is made of, by path.
  public var documents: [String: String]
  /// The folder that relative paths start from.
  public var workingFolder: String
  /// The folder of the data.
  public var dataFolder: String
  /// The folder that the report is written to; nil: none is written.
  public var results: String?
  /// The program that the jobs run.
  public var program: String
  /// How often a stage that failed, or a task that was lost, is tried again.
  public var retries: Int
  /// The seconds that a stage may take; nil sets no limit.
  public var timeout: Double?
  /// The cluster.
  public var site: SlurmSite
  /// When it was submitted: seconds since 1970.
  public var time: Double

  /// An order.
  public init(
    _ file: ExperimentFile, workingFolder: String, dataFolder: String, results: String?,
    program: String, retries: Int, timeout: Double?, site: SlurmSite, time: Double
  ) {
    experiment = file.path
    arguments = file.arguments
    documents = file.documents.contents
    self.workingFolder = workingFolder
    self.dataFolder = dataFolder
    self.results = results
    self.program = program
    self.retries = retries
    self.timeout = timeout
    self.site = site
    self.time = time
  }

  /// The experiment as it was when it was submitted.
  ///
  /// - Throws: `Problems` never for an order that was planned before it was submitted.
  public func file() throws(Problems) -> ExperimentFile {
    try ExperimentFile(
      path: experiment, arguments: arguments, dataFolder: dataFolder,
      documents: Documents(frozen: documents))
  }

  /// Whether this is an order for the same experiment, as far as its files tell, and the same report.
  func isSame(as other: SlurmOrder) -> Bool {
    experiment == other.experiment && arguments == other.arguments
      && documents == other.documents && workingFolder == other.workingFolder
      && results == other.results
  }

  /// As it is written.
  var json: JSON {
    let documents = documents.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
    return .object([
      ("experiment", .string(experiment)), ("arguments", arguments.json),
      ("workingFolder", .string(workingFolder)), ("dataFolder", .string(dataFolder)),
      ("results", results.json), ("program", .string(program)), ("retries", .number(retries)),
      ("timeout", timeout.map { .number($0) } ?? .null), ("site", site.json),
      ("time", .number(time)), ("documents", .object(documents)),
    ])
  }

  /// Reads what was written; nil when it is something else.
  init?(_ json: JSON) {
    var problems = Problems()
    guard let experiment = json["experiment"]?.string,
      let arguments = json["arguments"]?.elements,
      let workingFolder = json["workingFolder"]?.string,
      let dataFolder = json["dataFolder"]?.string, let program = json["program"]?.string,
      let retries = json["retries"]?.integer,
      let time = json["time"]?.number, let members = json["documents"]?.members,
      let site = SlurmSite.read(json["site"] ?? .null, at: JSONPath(), into: &problems)
    else { return nil }
    self.experiment = experiment
    self.arguments = arguments.compactMap(\.string)
    self.workingFolder = workingFolder
    self.dataFolder = dataFolder
    results = json["results"]?.string
    self.program = program
    self.retries = retries
    timeout = json["timeout"]?.number
    self.site = site
    self.time = time
    documents = [:]
    for member in members { documents[member.name] = member.value.string }
  }
}
