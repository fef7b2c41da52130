import Datasets
import Files
import Foundation
import Specification

/// The content hashes of splits and the facts of their images, kept from run to run, so that unchanged
/// files are not read again only to be looked at.
///
/// A file counts as unchanged while its size, its inode and its times of modification and of change
/// are the same; one that changed within seconds of being read is not trusted, for it may change again
/// without another time.
struct ContentHashes: Sendable {
  /// The folder, a file for each split.
  let folder: String
  /// Times of files may be this coarse, in seconds.
  private static let resolution = 2.0

  /// The SHA-256 of shape, pixels and labels of a split, and the facts of its images: kept ones where
  /// there are any, else found by reading the images once, a few at a time.
  ///
  /// - Throws: `Problems` when a file is damaged.
  func content(
    of split: OpenDataset.Split, in open: OpenDataset, _ specification: DatasetSpecification
  ) throws -> (hash: String, facts: ImageFacts)? {
    let files = FileTimes(of: split.contents)
    let path = folder + "/" + identity(of: split, files, specification)
    let cache = FactsCache(folder: folder + "/facts")
    if let kept = try? StoredFile.json(at: path), let hash = kept["content"]?.string,
      let facts = cache.facts(of: hash)
    {
      return (hash, facts)
    }
    let isSettled = files.newest < Date().timeIntervalSince1970 - Self.resolution
    guard let content = try decoded.content(of: split, in: open) else { return nil }
    cache.keep(content.facts, of: content.hash)
    guard isSettled, FileTimes(of: split.contents) == files else { return content }
    let record = JSON.object([("content", .string(content.hash))])
    // Losing this record costs reading the files once more, nothing else.
    try? AtomicFile.createFolder(folder)
    try? AtomicFile.write(record.pretty, to: path)
    return content
  }

  /// Where images are kept that were decoded to be hashed.
  var decoded: DecodedImages { DecodedImages(folder: folder + "/decoded") }

  /// The SHA-256 of all that tells whether the images are the same as before.
  private func identity(
    of split: OpenDataset.Split, _ files: FileTimes, _ specification: DatasetSpecification
  ) -> String {
    let text = JSON.array([
      .number(PrepareStage.version), .string(split.name.rawValue), specification.json,
      .string(files.digest),
    ]).canonical
    return SHA256.hexadecimal(of: Array(text.utf8))
  }
}

/// Size, place and times of files; of a link, those of the file it leads to.
private struct FileTimes: Equatable {
  /// The SHA-256 of what there is to know, file by file.
  private(set) var digest = ""
  /// When the last of them was changed, in seconds since 1970: in the future where the clock was set
  /// back since.
  private(set) var newest = 0.0

  init(of paths: [String]) {
    var hash = SHA256()
    for path in Set(paths).sorted() {
      var status = stat()
      let isThere = stat(path, &status) == 0
      let (modified, changed) = Platform.times(status)
      newest = max(newest, isThere ? Double(max(modified.tv_sec, changed.tv_sec)) : .infinity)
      let facts = [
        Int(status.st_size), Int(truncatingIfNeeded: status.st_dev),
        Int(truncatingIfNeeded: status.st_ino), modified.tv_sec,
        modified.tv_nsec, changed.tv_sec, changed.tv_nsec,
      ]
      hash.update(Array("\(path)\u{0}\(facts)\n".utf8))
    }
    digest = hash.hexadecimal
  }
}

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
