import Datasets
import Files
import Foundation
import Specification

/// The content hashes of splits, kept from run to run, so that unchanged files are not read again
/// only to be hashed.
///
/// A file counts as unchanged while its size, its inode and its times of modification and of change
/// are the same; one that changed within seconds of being read is not trusted, for it may change again
/// without another time.
struct ContentHashes: Sendable {
  /// The folder, a file for each split.
  let folder: String
  /// Times of files may be this coarse, in seconds.
  private static let resolution = 2.0

  /// The SHA-256 of shape, pixels and labels of a split.
  ///
  /// - Throws: `SourceError` when a file is damaged.
  func hash(
    of split: OpenDataset.Split, in open: OpenDataset, _ specification: DatasetSpecification
  ) throws -> String {
    let files = FileTimes(of: split.files)
    let identity = identity(of: split, files, specification)
    let path = folder + "/" + SHA256.hexadecimal(of: Array(identity.utf8))
    if let kept = try? StoredFile.json(at: path),
      kept["identity"]?.string == identity, let hash = kept["content"]?.string
    {
      return hash
    }
    let isSettled = files.newest < Date().timeIntervalSince1970 - Self.resolution
    let hash = try open.load([split.name])[split.name]?.contentHash() ?? ""
    guard isSettled, FileTimes(of: split.files) == files else { return hash }
    let record = JSON.object([("identity", .string(identity)), ("content", .string(hash))])
    // Losing this record costs reading the files once more, nothing else.
    try? AtomicFile.createFolder(folder)
    try? AtomicFile.write(record.pretty, to: path)
    return hash
  }

  private func identity(
    of split: OpenDataset.Split, _ files: FileTimes, _ specification: DatasetSpecification
  ) -> String {
    JSON.array([
      .number(PrepareStage.version), .string(split.name.rawValue), specification.json, files.json,
    ]).canonical
  }
}

/// Size, place and times of files, those inside folders among them.
private struct FileTimes: Equatable {
  /// What there is to know, file by file.
  private(set) var json = JSON.null
  /// When the last of them was changed, in seconds since 1970: in the future where the clock was set
  /// back since.
  private(set) var newest = 0.0

  init(of paths: [String]) {
    var known: [JSON] = []
    for path in Set(paths).sorted() {
      let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      for file in [path] + inside.sorted().map({ path + "/" + $0 }) {
        var status = stat()
        let isThere = stat(file, &status) == 0
        newest = max(
          newest, isThere ? Double(max(status.st_mtim.tv_sec, status.st_ctim.tv_sec)) : .infinity)
        known.append(
          .array([
            .string(file), .number(Int(status.st_size)), .number(Double(status.st_ino)),
            .number(Int(status.st_mtim.tv_sec)), .number(Int(status.st_mtim.tv_nsec)),
            .number(Int(status.st_ctim.tv_sec)), .number(Int(status.st_ctim.tv_nsec)),
          ]))
      }
    }
    json = .array(known)
  }
}
