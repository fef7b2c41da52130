import Datasets
import Experiments
import Files
import Foundation
import NeuralNetworks
import Runner
import Specification

/// Where the first weights of a trial come from: the stages that leave them, and the training that takes
/// them.
struct GivenWeights {
  /// The stages, every one after its inputs.
  var stages: [Stage]
  /// The one that leaves the weights.
  var key: StageKey
  /// How the trial is trained, its first weights those of that stage.
  var training: Training
  /// What is odd about them.
  var notes = Notes()
}

/// The experiments whose trainings give first weights, each opened once.
struct Pretrainings: Sendable {
  /// An experiment with its data.
  private struct Opened: Sendable {
    let sweep: ExpandedSweep
    var catalogue: DatasetCatalogue
  }

  private let resolver: PathResolver
  private let hashFolder: String
  /// The experiments that lead here, each by the one before.
  private let chain: [String]
  private var known: [String: Opened] = [:]

  /// Finds experiments with a resolver; `chain` is those that are being opened.
  init(resolver: PathResolver, hashFolder: String, chain: [String] = []) {
    self.resolver = resolver
    self.hashFolder = hashFolder
    self.chain = chain
  }

  /// The files in use: the experiments, and their data.
  var paths: [String] { known.flatMap { [$0.key] + $0.value.catalogue.files } }

  /// The training that gives a trial its first weights, as stages of the trial.
  ///
  /// - Throws: `Problem` or `Problems` when there is none, or its network does not fit.
  mutating func weights(
    _ wanted: TransferredWeights, of row: ExpandedSweep.Row, seed: Int,
    for architecture: Architecture, in file: ExperimentFile
  ) throws -> GivenWeights {
    let place = Place(row)
    let path = try open(wanted, place, file)
    guard var opened = known[path] else { throw place.problem("\(path) was not opened") }
    let other = try Self.row(wanted.row, of: opened.sweep, at: path, place)
    let dataset = try opened.catalogue.dataset(of: other)
    var planner = try TrialPlanner(row: other, seed: seed, dataset: dataset, isShown: false)
    planner.given = try opened.catalogue.givenWeights(
      of: other, seed: seed, for: planner.architecture, in: opened.sweep.file)
    let key = try planner.planTrainingAlone()
    known[path] = opened
    guard let key else {
      throw place.problem("\(other.label) of \(path) trains nothing: name a row with a network")
    }
    let first = wanted.resolved(
      path: ArtefactFile.weights, from: planner.architecture, for: architecture)
    let faults = first.faults(of: planner.architecture.outline, for: architecture)
    guard faults.isEmpty else {
      throw Problems(
        faults.map { place.problem("\(other.label) of \(path): \($0.message)", $0.field) })
    }
    var given = GivenWeights(
      stages: planner.stages, key: key, training: row.experiment.training.beginning(with: first),
      notes: planner.notes)
    for note in Self.differences(planner, dataset, first, row, architecture) {
      given.notes.add(place.located(note))
    }
    return given
  }

  /// Opens the experiment that is named.
  private mutating func open(
    _ wanted: TransferredWeights, _ place: Place, _ file: ExperimentFile
  ) throws -> String {
    let path: String
    do {
      path = try resolver.resolve(
        resolver.placed(wanted.experiment, writtenIn: place.source(of: wanted.experiment)),
        for: "init")
    } catch {
      throw place.problem("\(error)", "experiment")
    }
    let before = chain.isEmpty ? [file.path] : chain
    guard !before.contains(where: { Self.areSame($0, path) }) else {
      throw place.problem(
        "experiments begin with each other's trainings: "
          + (before + [path]).joined(separator: " -> "), "experiment")
    }
    guard known[path] == nil else { return path }
    let dataFolder = resolver.folders.last ?? "data"
    let other = try ExperimentFile(
      path: path, dataFolder: dataFolder, documents: file.documents)
    file.quoteOnlyOwn(dataFolder: dataFolder)
    let folders = PathResolver(experimentFolder: other.folder, dataFolder: dataFolder)
    known[path] = Opened(
      sweep: try ExpandedSweep(other, dataFolder: dataFolder),
      catalogue: DatasetCatalogue(
        resolver: folders, hashFolder: hashFolder, leading: before + [path]))
    return path
  }

  private static func areSame(_ left: String, _ right: String) -> Bool {
    let places = [left, right].map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    return places[0] == places[1]
  }

  private static func row(
    _ label: String?, of sweep: ExpandedSweep, at path: String, _ place: Place
  ) throws -> ExpandedSweep.Row {
    if let row = sweep.rows.first(where: { $0.label == label }) { return row }
    let labels = sweep.rows.map(\.label)
    let list = labels.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
    guard let label else {
      if sweep.rows.count == 1 { return sweep.rows[0] }
      throw place.problem("\(path) has \(labels.count) rows; say which: \"row\" is one of \(list)")
    }
    throw place.problem(
      "\(path) has no row \(Excerpt.quoted(label))"
        + (Spelling.nearest(to: label, among: labels).map { "; did you mean \"\($0)\"?" } ?? "")
        + "; its rows are \(list)", "row")
  }

  /// What is not the same in the two networks although their weights fit: pixels, and options of layers.
  private static func differences(
    _ planner: TrialPlanner, _ dataset: PlannedDataset, _ first: FirstWeights,
    _ row: ExpandedSweep.Row, _ architecture: Architecture
  ) -> [Note] {
    var notes: [Note] = []
    let (own, other) = (row.experiment.dataset.scale, dataset.scale)
    if own != other {
      notes.append(
        Note(
          "init.scale", "The first weights were trained on pixels of another scale",
          detail: "\(other.json.canonical) there, \(own.json.canonical) here",
          cure: "Give both datasets one scale"))
    }
    let layers = first.differingLayers(of: planner.architecture, in: architecture)
    if !layers.isEmpty {
      notes.append(
        Note(
          "init.layers", "Layers that take first weights are not those that were trained",
          detail: layers.joined(separator: "; "),
          cure: "Write them, and what stands between them, as the other network has them"))
    }
    return notes
  }
}

/// Where first weights are written in a row.
private struct Place {
  private let row: ExpandedSweep.Row
  private static let path = JSONPath([.name("training"), .name("init")])

  init(_ row: ExpandedSweep.Row) { self.row = row }

  /// The file that a text stands in.
  func source(of text: String) -> Source? {
    let written = row.source["training"]?["init"]
    let members = (written?.members ?? []).flatMap {
      [$0.value] + ($0.value.members ?? []).map(\.value)
    }
    return (members.first { $0.string == text } ?? written)?.location?.source
  }

  func problem(_ message: String, _ field: String? = nil) -> Problem {
    let path = field.map { Self.path.appending($0) } ?? Self.path
    return Problem(message, at: path, location: row.location(of: path))
  }

  func located(_ note: Note) -> Note {
    var note = note
    note.path = Self.path
    note.location = row.location(of: Self.path)
    return note
  }
}
