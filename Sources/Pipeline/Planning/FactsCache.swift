import Datasets
import Files
import Specification

/// What is known of the pixels of splits, kept from run to run by the content of the split.
struct FactsCache: Sendable {
  /// The folder, two files for each split.
  let folder: String

  /// The facts of a split, its images read where they are not known yet.
  ///
  /// - Parameters:
  ///   - content: the SHA-256 of the split's content.
  ///   - load: reads the images.
  /// - Returns: the facts; nil where there are no images.
  /// - Throws: what reading throws.
  func facts(of content: String, load: () throws -> ImageSet?) throws -> ImageFacts? {
    let place = folder + "/" + content
    if let kept = Self.read(place) { return kept }
    guard let facts = try load()?.facts() else { return nil }
    // Losing these costs reading the images once more, nothing else.
    try? AtomicFile.createFolder(folder)
    try? NPYFile.write(facts.digests.map { Int(bitPattern: UInt($0)) }, to: place + ".npy")
    let range = facts.range.map { [Double($0.lowerBound), Double($0.upperBound)].json } ?? .null
    let json = JSON.object([("range", range), ("isFloat", facts.isFloat.json)])
    try? AtomicFile.write(json.pretty, to: place + ".json")
    return facts
  }

  private static func read(_ place: String) -> ImageFacts? {
    guard let json = try? StoredFile.json(at: place + ".json"),
      let digests = try? StoredFile.integers(at: place + ".npy")
    else { return nil }
    let ends = (json["range"]?.elements ?? []).compactMap(\.number).map { Float($0) }
    return ImageFacts(
      digests: digests.map { UInt64(UInt(bitPattern: $0)) },
      range: ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil,
      isFloat: json["isFloat"] == true.json)
  }
}
