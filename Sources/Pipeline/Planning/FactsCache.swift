import Datasets
import Files
import Specification

/// What is known of the pixels of splits, kept from run to run by the content of the split.
struct FactsCache: Sendable {
  /// The folder, two files for each split.
  let folder: String

  /// What is known of a split.
  ///
  /// - Parameter content: the SHA-256 of the split's content.
  /// - Returns: the facts; nil where they are not kept.
  func facts(of content: String) -> ImageFacts? { Self.read(folder + "/" + content) }

  /// Keeps what was found out. Losing it costs reading the images once more, nothing else.
  func keep(_ facts: ImageFacts, of content: String) {
    let place = folder + "/" + content
    try? AtomicFile.createFolder(folder)
    try? NPYFile.write(facts.digests.map { Int(bitPattern: UInt($0)) }, to: place + ".npy")
    let range = facts.range.map { [Double($0.lowerBound), Double($0.upperBound)].json } ?? .null
    let json = JSON.object([("range", range), ("isFloat", facts.isFloat.json)])
    try? AtomicFile.write(json.pretty, to: place + ".json")
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
