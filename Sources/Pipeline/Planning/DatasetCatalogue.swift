import Datasets
import Experiments
import Files
import Foundation
import NeuralNetworks
import Runner
import Specification

/// The datasets of a sweep, each opened once, with the content hash of every split in use; and the files
/// that first weights come from.
public struct DatasetCatalogue: Sendable {
  /// Finds the files that the experiment names.
  let resolver: PathResolver
  private let hashes: ContentHashes
  private let memory: Int
  private var known: [String: PlannedDataset] = [:]
  /// The files that first weights come from.
  var weightFiles: WeightFiles
  /// The dataset of the row before, as it is written: most rows have the same.
  private var last: (written: JSON, dataset: PlannedDataset)?

  /// The experiments whose trainings give first weights.
  private var pretrainings: Pretrainings

  /// A catalogue that finds files with a resolver and keeps content hashes in a folder; images that
  /// take more than `memory` bytes are refused before they are read.
  public init(resolver: PathResolver, hashFolder: String, memory: Int = MachineMemory.total) {
    self.init(resolver: resolver, hashFolder: hashFolder, memory: memory, leading: [])
  }

  /// A catalogue for an experiment whose training gives first weights; `leading` is the files that lead to
  /// it.
  init(
    resolver: PathResolver, hashFolder: String, memory: Int = MachineMemory.total,
    leading chain: [String]
  ) {
    pretrainings = Pretrainings(resolver: resolver, hashFolder: hashFolder, chain: chain)
    self.resolver = resolver
    self.memory = memory
    hashes = ContentHashes(folder: hashFolder)
    weightFiles = WeightFiles(resolver: resolver)
  }

  /// The parts that test sets are divided into, each once, in the order they were met.
  public private(set) var partNames: [String] = []

  /// The files in use, in order: what was found where.
  public var files: [String] {
    Set(known.values.flatMap(\.files) + weightFiles.paths + pretrainings.paths).sorted()
  }

  /// The dataset of a row.
  ///
  /// - Throws: `Problems` when files are missing, damaged or do not fit together.
  mutating func dataset(of row: ExpandedSweep.Row) throws -> PlannedDataset {
    let written = row.source["dataset"] ?? .null
    if let last, last.written == written { return last.dataset }
    let dataset = try named(row)
    last = (written, dataset)
    return dataset
  }

  /// Where the first weights of a trial come from; nil where they are drawn.
  ///
  /// - Throws: `Problem` or `Problems` when what is named is missing, or does not fit the model.
  mutating func givenWeights(
    of row: ExpandedSweep.Row, seed: Int, for architecture: Architecture, in file: ExperimentFile
  ) throws -> GivenWeights? {
    let training = row.experiment.training
    if let wanted = training.transferredWeights {
      return try pretrainings.weights(wanted, of: row, seed: seed, for: architecture, in: file)
    }
    return try weightFiles.file(of: row, for: architecture).map { opened in
      let stage = opened.stage
      return GivenWeights(
        stages: [stage], key: stage.key,
        training: training.takingWeights(from: ArtefactFile.weights))
    }
  }

  private mutating func named(_ row: ExpandedSweep.Row) throws -> PlannedDataset {
    let specification = row.experiment.dataset.withoutLabelled.placed(
      asWrittenIn: row.source["dataset"], beside: resolver.folders.first ?? "")
    let name = specification.json.canonical
    if let dataset = known[name] { return dataset }
    let open = try specification.open(
      with: resolver, at: JSONPath([.name("dataset")]), in: row.source["dataset"])
    let dataset = PlannedDataset(specification, open, resolver, hashes, memory: memory)
    known[name] = dataset
    for part in open.parts where !partNames.contains(part.name) { partNames.append(part.name) }
    return dataset
  }
}

/// A dataset whose splits are ready to be planned with.
final class PlannedDataset: @unchecked Sendable {
  private let specification: DatasetSpecification
  private let open: OpenDataset
  private let resolver: PathResolver
  private let hashes: ContentHashes
  private let memory: Int
  private let lock = NSLock()
  private var planned: [SplitName: PlannedSplit] = [:]
  /// By the model, which is kept so that no other is mistaken for it.
  private var architectures: [ObjectIdentifier: (model: OneOf<Models>, sized: SizedArchitecture)] =
    [:]
  private var copies: [[SplitName]: Int] = [:]

  init(
    _ specification: DatasetSpecification, _ open: OpenDataset, _ resolver: PathResolver,
    _ hashes: ContentHashes, memory: Int
  ) {
    self.memory = memory
    self.specification = specification
    self.open = open
    self.resolver = resolver
    self.hashes = hashes
  }

  /// What is odd about the images.
  var notes: Notes { open.notes }
  /// What pixel values are brought to.
  var scale: PixelScale { open.scale }
  /// The number of classes; nil without labels.
  var classCount: Int? { open.classCount }
  /// The names of the classes.
  var classes: [String]? { open.classes }
  /// The shape of an image: `[H, W, C]`.
  var shape: [Int] {
    open.splits.first.map { [$0.shape.height, $0.shape.width, $0.shape.channels] } ?? []
  }
  /// The files in use.
  var files: [String] { open.splits.flatMap(\.files) }

  /// A model of these images, its shapes inferred once.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - shape: the shape of an image.
  /// - Returns: the model.
  /// - Throws: `ShapeError` when the model does not fit the images.
  func architecture(
    of model: OneOf<Models>, for shape: Shape
  ) throws(ShapeError) -> SizedArchitecture {
    lock.lock()
    defer { lock.unlock() }
    if let known = architectures[model.identity] { return known.sized }
    let architecture = try model.value.architecture(for: shape, classes: classCount)
    let sized = SizedArchitecture(architecture)
    architectures[model.identity] = (model, sized)
    return sized
  }

  /// How many images of a split are among those of another too, counted once.
  func copies(
    of split: SplitName, _ facts: ImageFacts, in other: SplitName, _ others: ImageFacts
  ) -> Int {
    lock.lock()
    defer { lock.unlock() }
    if let known = copies[[split, other]] { return known }
    let count = facts.count(in: others)
    copies[[split, other]] = count
    return count
  }

  /// Whether the dataset has a split.
  func has(_ split: SplitName) -> Bool { open[split] != nil }

  /// Whether the dataset has a split, and its images have labels.
  ///
  /// - Throws: `Problem` when its files cannot be read.
  func hasLabels(_ name: SplitName, neededBy row: ExpandedSweep.Row) throws(Problem) -> Bool {
    guard has(name) else { return false }
    return try split(name, neededBy: row).hasLabels
  }

  /// A split with the stage that brings it into the store.
  ///
  /// - Throws: `Problem` when the dataset has no such split, or its files cannot be read.
  func split(_ name: SplitName, neededBy row: ExpandedSweep.Row) throws(Problem) -> PlannedSplit {
    lock.lock()
    defer { lock.unlock() }
    if let split = planned[name] { return split }
    let location = row.source["dataset"]?.location
    let path = JSONPath([.name("dataset")])
    guard let split = open[name] else {
      throw Problem(
        "the experiment needs \(name.rawValue) images, which the dataset does not name",
        at: path, location: location)
    }
    guard split.shape.byteCount <= memory else {
      throw Problem(
        "too large: \(split.shape) take \(ByteCount.text(split.shape.byteCount)) as bytes, and there "
          + "are \(ByteCount.text(memory)); use fewer of them (\"limit\"), or smaller ones",
        at: path.appending(name.rawValue), location: location)
    }
    do {
      let content = try hashes.content(of: split, in: open, specification)
      let stage = stage(of: split, content?.hash ?? "")
      let result = PlannedSplit(split, stage, parts(of: name), content?.facts)
      planned[name] = result
      return result
    } catch {
      throw Problem("\(error)", at: path.appending(name.rawValue), location: location)
    }
  }

  /// Between which numbers the pixels of a split lie: those of the scale, unless they are numbers that are
  /// used as they are.
  func pixelRange(of split: PlannedSplit) -> ClosedRange<Double> {
    guard let facts = split.facts, facts.isFloat, let range = facts.range else {
      return Double(scale.low)...Double(scale.high)
    }
    return Double(range.lowerBound)...Double(range.upperBound)
  }

  private func parts(of split: SplitName) -> [Dataset.Part] { split == .test ? open.parts : [] }

  private func stage(of split: OpenDataset.Split, _ content: String) -> Stage {
    var stage = PrepareStage()
    stage.content = content
    var origin = PrepareStage.Origin()
    origin.dataset = specification
    origin.split = split.name
    origin.folders = resolver.folders
    origin.decoded = open.isDecoded(split) ? hashes.decoded.folder : nil
    let bytes = split.shape.byteCount
    return stage.stage(
      "read \(split.shape.count) \(split.name.rawValue) images", context: origin.json,
      cost: Cost(seconds: 0.1 + Double(bytes) * 5e-8, memory: Count.product([3, bytes]).value))
  }
}

/// One split of a dataset, ready to be planned with.
struct PlannedSplit: Sendable {
  /// The number of images.
  let count: Int
  /// Whether the images have labels.
  let hasLabels: Bool
  /// The class of each image.
  let labels: [Int]?
  /// The stage that brings the images into the store.
  let stage: Stage
  /// The parts that are scored separately.
  let parts: SplitParts
  /// What is known of the pixels.
  let facts: ImageFacts?

  init(
    _ split: OpenDataset.Split, _ stage: Stage, _ parts: [Dataset.Part], _ facts: ImageFacts?
  ) {
    self.facts = facts
    count = split.shape.count
    hasLabels = split.labels != nil
    labels = split.labels
    self.stage = stage
    self.parts = SplitParts(parts)
  }
}
