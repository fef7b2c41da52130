import Datasets
import Experiments
import Files
import Foundation
import Numerics
import Pipeline
import Reports
import Runner
import Specification

/// `sweep apply`: what a row's network, reduction and clusters make of other images.
enum ApplyCommand: Command {
  static let name = "apply"
  static let usage = "FILE ROW IMAGES"
  static let summary = "name, cluster, embed and reconstruct new images by a row that was trained"
  static let options =
    ExperimentArguments.options + [
      Option("--seed", "N", "the trial of the row (default: its first seed)"),
      Option("--to", "DIR", "where the files go (default: applied/NAME/ROW)"),
      Option(
        "--labels", "FILE", "the true labels of the images, to score with: an array or a table"),
    ] + SweepRun.computing

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.positional.count == 3 else {
      throw UsageError(
        "which row, which images? sweep apply FILE ROW IMAGES, the row by its label or its number")
    }
    let experiment = try ExperimentArguments(arguments, command: name, positional: 3)
    return try experiment.holding { plan, registration in
      let row = try RowArgument.row(arguments.positional[1], in: plan.sweep.rows)
      let trial = try trial(of: row, in: plan, arguments)
      let application = try RowApplication(plan, trial: trial)
      let images = try AppliedImages(
        arguments.positional[2], labels: arguments.value("--labels"), by: application)
      let folder = arguments.value("--to") ?? defaultFolder(plan, row)
      let output = AppliedFolder(folder)
      try output.check()
      let run = try PartialRun(experiment, arguments, registration)
      if let code = try run.compute(application.needed, of: plan) { return code }
      let applied: AppliedRow
      do {
        applied = try application.apply(to: images.images) {
          try experiment.store.verified($0, $1)
        }
      } catch let damage as DamagedArtefact {
        Terminal.note("\(damage); sweep run \(experiment.file.path) computes it again")
        return .failure
      }
      let names = try output.write(
        applied, of: images, row: row, seed: trial.seed, experiment: experiment.file.path)
      let subject = "\(row.label), seed \(trial.seed), applied to \(applied.count) images"
      let accuracy = images.truth(names: applied.classNames).flatMap(applied.accuracy).map {
        "accuracy \(Decimal.text($0, digits: 4)) on the labels of these \(applied.count) images"
      }
      let written = "\(names.joined(separator: ", ")) in \(folder)"
      Terminal.print(
        ([subject] + applied.explanations + [accuracy].compactMap { $0 } + [written])
          .joined(separator: "\n"))
      return .success
    }
  }

  private static func trial(
    of row: ExpandedSweep.Row, in plan: SweepPlan, _ arguments: Arguments
  ) throws -> TrialPlan {
    let trials = plan.trials(of: row.index)
    let seed = try arguments.integer("--seed", in: 0...Int.max)
    guard let trial = trials.first(where: { seed == nil || $0.seed == seed }) else {
      let seeds = trials.map { String($0.seed) }.joined(separator: ", ")
      throw UsageError("no trial has the seed \(seed ?? 0); the seeds are \(seeds)")
    }
    return trial
  }

  private static func defaultFolder(_ plan: SweepPlan, _ row: ExpandedSweep.Row) -> String {
    let words = row.label.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let number = row.index + 1
    let slug = words.isEmpty ? "row-\(number)" : words.joined(separator: "-").prefix(60)
    return "applied/\(plan.sweep.file.name)/\(slug)"
  }
}

/// The folder that `sweep apply` writes into.
struct AppliedFolder {
  private let path: String
  /// What says that the folder is ours.
  private static let marker = "applied.json"

  init(_ path: String) { self.path = path }

  /// Makes sure that nothing is overwritten but what an earlier `sweep apply` left.
  ///
  /// - Throws: `UsageError` when the folder holds other files, or cannot be read.
  func check() throws(UsageError) {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { return }
    guard let names = try? files.contentsOfDirectory(atPath: path) else {
      throw UsageError("\(path) is no folder that can be read; name another one: --to DIR")
    }
    let isOurs = names.contains(Self.marker)
    guard isOurs || names.allSatisfy({ $0.hasPrefix(".") }) else {
      throw UsageError("\(path) holds other files; name another folder: --to DIR")
    }
  }

  /// Writes the files, all of them or none.
  ///
  /// - Returns: their names.
  func write(
    _ applied: AppliedRow, of images: AppliedImages, row: ExpandedSweep.Row, seed: Int,
    experiment: String
  ) throws -> [String] {
    var files: [(name: String, bytes: [UInt8])] = [
      ("labels.csv", Array(AppliedTable(applied, images.identifiers).csv.utf8)),
      (
        "embedding.npy",
        NPYFile.bytes(
          applied.embedding.elements, shape: [applied.count, applied.embedding.columns])
      ),
      ("sheet.png", try AppliedSheet(applied, images.images, scale: images.scale).png()),
    ]
    if let reduced = applied.reduced {
      files.append(
        (
          "reduced.npy",
          NPYFile.bytes(reduced.elements, shape: [applied.count, reduced.columns])
        ))
    }
    if let probabilities = applied.probabilities {
      files.append(
        (
          "probabilities.npy",
          NPYFile.bytes(probabilities.elements, shape: [applied.count, probabilities.columns])
        ))
    }
    if let reconstructions = applied.reconstructions {
      let shape = images.images.shape
      files.append(
        (
          "reconstructions.npy",
          NPYFile.bytes(
            reconstructions.elements,
            shape: [applied.count, shape.height, shape.width, shape.channels])
        ))
    }
    let about = JSON.object([
      ("experiment", .string(experiment)), ("row", .string(row.label)), ("seed", .number(seed)),
      ("images", .number(applied.count)), ("classes", applied.classNames.json),
      ("explanations", applied.explanations.json),
    ])
    files.append((Self.marker, Array((about.pretty + "\n").utf8)))
    let earlier: Set = ["reduced.npy", "probabilities.npy", "reconstructions.npy"]
    try FileSet.write(
      files, replacing: earlier.filter { FileManager.default.fileExists(atPath: path + "/" + $0) },
      to: path)
    return files.map(\.name)
  }
}

/// Images that a trained row is applied to, prepared as its own were.
struct AppliedImages {
  /// The images.
  let images: ImageSet
  /// What each image is called: its file below the folder, else its number from 0.
  let identifiers: [String]
  /// What black and white are in numbers.
  let scale: PixelScale
  private let labels: [Int]?
  private let labelNames: [String]?

  /// Reads images: a folder, a file, or a source as an experiment writes it, in braces.
  ///
  /// - Throws: `Problems` when they cannot be read, or have another shape than the row's.
  init(_ text: String, labels: String?, by application: RowApplication) throws {
    let source = try Self.source(text, labels)
    let dataset = application.dataset(of: source)
    let open = try dataset.open(
      with: PathResolver(
        folders: ["", Self.dataFolder]),
      at: JSONPath([.name("images")]))
    guard let split = open[.train] else { throw UsageError("\(text) holds no images") }
    try application.check(split.shape)
    guard let loaded = try open.load()[.train] else {
      throw UsageError("\(text) holds no images")
    }
    images = loaded
    identifiers = open.identifiers(of: split)
    scale = dataset.scale
    self.labels = split.labels
    labelNames = open.classes
  }

  /// The class of each image among those that a row knows: nil for another; nil without labels.
  func truth(names: [String]) -> [Int?]? {
    labels.map { labels in
      let count = (labels.max() ?? -1) + 1
      let classes = (0..<count).map { label -> Int? in
        let name = labelNames.flatMap { $0.indices.contains(label) ? $0[label] : nil }
        // Numbers count from 0 where the row's classes have other names, or none.
        return names.firstIndex(of: name ?? String(label)) ?? Int(name ?? String(label))
      }
      return labels.map { classes[$0] }
    }
  }

  private static var dataFolder: String {
    ProcessInfo.processInfo.environment["SWEEP_DATA"] ?? "data"
  }

  private static func source(_ text: String, _ labels: String?) throws -> OneOf<SplitSources> {
    if text.hasPrefix("{") {
      guard labels == nil else {
        throw UsageError("--labels goes with a path; write \"labels\" into the braces")
      }
      var problems = Problems()
      let json = try JSONParser.parse(
        Source(name: "IMAGES", bytes: Array(text.utf8), isArgument: true))
      let source = OneOf<SplitSources>.read(json, at: JSONPath(), into: &problems)
      try problems.throwIfAny()
      if let source, source.value is any ImageSource { return source }
      throw UsageError("IMAGES names another split; name a folder or a file")
    }
    let below = (dataFolder as NSString).appendingPathComponent(text)
    let isBelow =
      !FileManager.default.fileExists(atPath: text) && FileManager.default.fileExists(atPath: below)
    let described = try ImagesOfUser.source(of: isBelow ? below : text, labels: labels)
    guard let source = OneOf<SplitSources>(described) else {
      throw UsageError("\(text) holds no images")
    }
    return source
  }
}
