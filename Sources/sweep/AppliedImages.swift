import Datasets
import Experiments
import Foundation
import Pipeline
import Specification

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
