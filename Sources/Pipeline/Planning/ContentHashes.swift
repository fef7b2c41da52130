import Datasets
import Files
import Foundation
import Specification

/// The content hashes of splits, kept from run to run, so that unchanged files are not read again
/// only to be hashed.
///
/// A file counts as unchanged while its size, its inode and its time of modification are the same.
struct ContentHashes: Sendable {
  /// The folder, a file for each split.
  let folder: String

  /// The SHA-256 of shape, pixels and labels of a split.
  ///
  /// - Throws: `SourceError` when a file is damaged.
  func hash(
    of split: OpenDataset.Split, in open: OpenDataset, _ specification: DatasetSpecification
  ) throws -> String {
    let identity = identity(of: split, specification)
    let path = folder + "/" + SHA256.hexadecimal(of: Array(identity.utf8))
    if let kept = try? StoredFile.json(at: path),
      kept["identity"]?.string == identity, let hash = kept["content"]?.string
    {
      return hash
    }
    let hash = try open.load([split.name])[split.name]?.contentHash() ?? ""
    let record = JSON.object([("identity", .string(identity)), ("content", .string(hash))])
    // Losing this record costs reading the files once more, nothing else.
    try? AtomicFile.createFolder(folder)
    try? AtomicFile.write(record.pretty, to: path)
    return hash
  }

  private func identity(
    of split: OpenDataset.Split, _ specification: DatasetSpecification
  ) -> String {
    let files = Set(split.files).sorted().map { path -> JSON in
      var status = stat()
      guard stat(path, &status) == 0 else { return .string(path) }
      return .array([
        .string(path), .number(Int(status.st_size)), .number(Int(status.st_ino)),
        .number(Int(status.st_mtim.tv_sec)), .number(Int(status.st_mtim.tv_nsec)),
      ])
    }
    return JSON.array([
      .number(PrepareStage.version), .string(split.name.rawValue), specification.json,
      .array(files),
    ]).canonical
  }
}
