import Datasets
import Files
import NeuralNetworks
import Numerics
import Runner
import Specification

/// Brings the images of one split into the store, so that other stages know no paths, and pictures
/// are drawn, unpacked and selected once.
struct PrepareStage: StageSpecification {
  /// The SHA-256 of shape, pixels and labels.
  var content = ""

  static var kind: String { "data" }
  static var version: Int { 1 }
  static var summary: String { "Brings the images of a split into the store." }
  static var fields: [Field<PrepareStage>] {
    [Field("content", \.content, "the SHA-256 of shape, pixels and labels", isRequired: true)]
  }

  var inputs: [StageKey] { [] }

  /// Where a worker finds the images: paths are no part of the key.
  struct Origin: Described {
    /// The dataset as the experiment has it.
    var dataset = DatasetSpecification()
    /// The split.
    var split = SplitName.train
    /// The folders in which files are looked for.
    var folders: [String] = []
    /// Where images are kept that were decoded while the run was planned; none: nowhere.
    var decoded: String?

    static var kind: String { "origin" }
    static var summary: String { "Where images come from." }
    static var fields: [Field<Origin>] {
      [
        Field("dataset", \.dataset, "the dataset", isRequired: true),
        Field("split", \.split, "the split", isRequired: true),
        Field("folders", \.folders, "where files are looked for", isRequired: true),
        Field("decoded", \.decoded, "where decoded images are kept"),
      ]
    }

    /// The images.
    func load() throws -> ImageSet {
      let open = try dataset.open(with: PathResolver(folders: folders))
      guard let images = try open.load([split])[split] else {
        throw StageFailure("the dataset has no \(split.rawValue) images", isFinal: true)
      }
      return images
    }
  }

  func compute(_ task: StageTask) throws {
    var problems = Problems()
    let origin = Origin.read(task.stage.context, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    guard let origin else { return }
    let scale = origin.dataset.scale
    if let folder = origin.decoded,
      let images = DecodedImages.find(content, in: folder, scale: scale),
      DecodedImages.move(content, from: folder, to: task.path(of: ArtefactFile.images))
    {
      return try writeLabels(of: images, task)
    }
    let images = try origin.load()
    guard images.contentHash(scale: scale) == content else {
      throw StageFailure("the data has changed since the run was planned; start it again")
    }
    let shape = [images.count, images.height, images.width, images.channels]
    let path = task.path(of: ArtefactFile.images)
    if images.isFloat {
      let all = images.matrix(scale: scale)
      try NPYFile.write(all.elements, shape: shape, to: path)
    } else {
      try AtomicFile.write(to: path) { (file) throws(FileError) in
        try file.append(NPYFile.header(isFloat: false, shape: shape))
        for index in 0..<images.count { try file.append(images.bytes(of: index)) }
      }
    }
    try writeLabels(of: images, task)
  }

  private func writeLabels(of images: ImageSet, _ task: StageTask) throws {
    if let labels = images.labels { try task.write(labels, as: ArtefactFile.labels) }
    var report = DataReport()
    report.hasLabels = images.labels != nil
    try task.write(report, as: .data)
  }
}

/// Images as networks read them: mapped bytes, scaled when they are used.
struct ScaledImages: BatchSource {
  let images: ImageSet
  let scale: PixelScale

  var count: Int { images.count }
  var shape: [Int] { [images.height, images.width, images.channels] }
  var labels: [Int]? { images.labels }

  /// Some of the images, in the order asked for.
  func selecting(_ indices: [Int]) -> ScaledImages {
    ScaledImages(images: images.selecting(indices), scale: scale)
  }

  /// The images as rows: `[N, H W C]`.
  var matrix: Matrix<Float> { images.matrix(scale: scale) }

  func fill(_ indices: ArraySlice<Int>, into buffer: UnsafeMutableBufferPointer<Float>) {
    images.fill(indices, into: buffer, scale: scale)
  }
}

extension StageTask {
  /// The images that a data stage left.
  func images(_ key: StageKey, scale: PixelScale) throws -> ScaledImages {
    let images = try input(key, ArtefactFile.images)
    let labels = try read(.data, of: key).hasLabels ? try input(key, ArtefactFile.labels) : nil
    return ScaledImages(images: try ImageSet(storedAt: images, labels: labels), scale: scale)
  }
}

/// What a data stage found.
package struct DataReport: Described, Equatable {
  /// Whether the images have labels.
  package var hasLabels = false

  package init() {}

  package static var kind: String { "dataReport" }
  package static var summary: String { "What a data stage found." }
  package static var fields: [Field<DataReport>] {
    [
      Field("hasLabels", \.hasLabels, "whether the images have labels", isRequired: true)
    ]
  }
}

extension ReportFile<DataReport> {
  /// What a data stage found.
  package static var data: Self { Self() }
}

/// Brings a file of weights into the store, so that trainings know no paths and read the bytes that
/// were planned with.
struct WeightsStage: StageSpecification {
  /// The SHA-256 of the file.
  var content = ""

  static var kind: String { "weights" }
  static var version: Int { 1 }
  static var summary: String { "Brings a file of weights into the store." }
  static var fields: [Field<WeightsStage>] {
    [Field("content", \.content, "the SHA-256 of the file", isRequired: true)]
  }

  /// The member of the context that says where the file is: paths are no part of the key.
  static let path = "path"

  var inputs: [StageKey] { [] }

  func compute(_ task: StageTask) throws {
    guard let path = task.stage.context[Self.path]?.string else {
      throw StageFailure("the stage names no file", isFinal: true)
    }
    let bytes = try StoredFile.bytes(at: path)
    guard SHA256.hexadecimal(of: bytes) == content else {
      throw StageFailure("\(path) has changed since the run was planned; start it again")
    }
    try task.write(bytes, as: ArtefactFile.weights)
  }
}
