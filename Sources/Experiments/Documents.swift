import Foundation
import Specification
import Synchronization

/// The JSON files that an experiment is made of: read from the disk, and remembered, so that they can
/// be frozen; or frozen before, and no longer looked up on the disk.
public final class Documents: Sendable {
  private let texts: Mutex<[String: String]>
  private let isFrozen: Bool

  /// An experiment is no longer than this, in bytes.
  private static let sizeLimit = 8 << 20

  /// The files on the disk.
  public init() {
    texts = Mutex([:])
    isFrozen = false
  }

  /// Files as they were when they were frozen: their texts by path.
  public init(frozen texts: [String: String]) {
    self.texts = Mutex(texts)
    isFrozen = true
  }

  /// The files read so far, by the path they were read from.
  public var contents: [String: String] { texts.withLock { $0 } }

  /// Whether there is a file of this path.
  func exists(_ path: String) -> Bool {
    isFrozen
      ? texts.withLock { $0[path] != nil } : FileManager.default.fileExists(atPath: path)
  }

  /// Reads and parses a file.
  func parse(_ path: String, namedAt location: Location? = nil) throws(Problem) -> JSON {
    if let text = texts.withLock({ $0[path] }) {
      return try JSONParser.parse(Source(name: path, bytes: Array(text.utf8)))
    }
    let bytes = try read(path, namedAt: location)
    let json = try JSONParser.parse(Source(name: path, bytes: bytes))
    texts.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) }
    return json
  }

  private func read(_ path: String, namedAt location: Location?) throws(Problem) -> [UInt8] {
    var isFolder: ObjCBool = false
    let files = FileManager.default
    guard !isFrozen, files.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Problem(
        "the file \(path) does not exist" + Self.neighbour(of: path), location: location)
    }
    guard !isFolder.boolValue else {
      throw Problem("\(path) is a folder; name a JSON file", location: location)
    }
    let size = (try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= Self.sizeLimit else {
      throw Problem("\(path) is larger than 8 MB, which no experiment is", location: location)
    }
    guard let data = files.contents(atPath: path) else {
      throw Problem("the file \(path) cannot be read", location: location)
    }
    return [UInt8](data)
  }

  /// "; did you mean …?" for a file of nearly the same name in the same folder.
  private static func neighbour(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    let near = Spelling.nearest(
      to: (path as NSString).lastPathComponent, among: (names ?? []).sorted())
    return near.map { "; did you mean \(ExperimentFile.standardized($0, in: folder))?" } ?? ""
  }
}
