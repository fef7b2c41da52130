import Files
import Foundation
import Specification
import Synchronization

/// The files of JSON and of Markdown that an experiment is made of: read from the disk, and remembered, so that they can
/// be frozen; or frozen before, and no longer looked up on the disk.
public final class Documents: Sendable {
  private let texts: Mutex<[String: String]>
  private let isFrozen: Bool
  /// The folders whose experiments messages may quote.
  private let trusted = Mutex<Confinement?>(nil)

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
      ? texts.withLock { $0[path] != nil }
      : isAllowed(path) && FileManager.default.fileExists(atPath: path)
  }

  /// Whether a file of this path may be read, whether it is there or not.
  func isAllowed(_ path: String) -> Bool {
    isFrozen || Confinement.current?.allows(path) ?? true
  }

  /// Reads and parses a file.
  func parse(_ path: String, namedAt location: Location? = nil) throws(Problem) -> JSON {
    if let text = texts.withLock({ $0[path] }) {
      return try JSONParser.parse(Source(name: path, bytes: Array(text.utf8)))
    }
    let bytes = try read(path, namedAt: location)
    let source = Source(name: path, bytes: bytes, isShown: isShown(path, bytes))
    let json = try JSONParser.parse(source)
    var problems = Problems()
    json.checkTexts { problems.add($0, location: $1) }
    if let first = problems.list.first { throw first }
    texts.withLock { $0[path] = String(decoding: bytes, as: UTF8.self) }
    return json
  }

  /// Reads a text.
  ///
  /// - Throws: `Problem` when there is no such file or it is no UTF-8.
  func text(_ path: String, namedAt location: Location?) throws(Problem) -> Source {
    let isTrusted = trusted.withLock { $0?.allows(path) ?? true }
    if let text = texts.withLock({ $0[path] }) {
      return Source(name: path, bytes: Array(text.utf8), isShown: isTrusted)
    }
    let bytes = try read(path, namedAt: location)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem("the file \(path) is no text in UTF-8", location: location)
    }
    texts.withLock { $0[path] = text }
    return Source(name: path, bytes: bytes, isShown: isTrusted)
  }

  /// Lets messages quote the experiments in folders, and no others that are named.
  func quoteOnly(in folders: [String]) {
    trusted.withLock { $0 = Confinement(to: folders) }
  }

  /// The file that a user names is quoted; one that it names in turn, when it lies in the folders that
  /// may be quoted and begins as JSON does.
  private func isShown(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard !texts.withLock({ $0.isEmpty }), let trusted = trusted.withLock({ $0 }) else {
      return true
    }
    let blanks = Array(" \n\r\t".utf8) + [0xEF, 0xBB, 0xBF]
    let start = bytes.first { !blanks.contains($0) }
    let isJSON = start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
    return isJSON && trusted.allows(path)
  }

  private func read(_ path: String, namedAt location: Location?) throws(Problem) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard isAllowed(path) else {
      throw Problem("\(path) \(Confinement.refusal)", location: location)
    }
    guard !isFrozen, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Problem(
        "the file \(path) does not exist" + Self.neighbour(of: path), location: location)
    }
    guard !isFolder.boolValue else {
      throw Problem("\(path) is a folder; name a JSON file", location: location)
    }
    do throws(FileError) {
      return try RegularFile.bytes(at: path, limit: Self.sizeLimit)
    } catch {
      throw Problem("the file \(error)", location: location)
    }
  }

  /// "; did you mean …?" for a file of nearly the same name in the same folder.
  private static func neighbour(of path: String) -> String {
    let folder = path.parentFolder
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    let near = Spelling.nearest(
      to: (path as NSString).lastPathComponent, among: (names ?? []).sorted())
    return near.map { "; did you mean \(ExperimentFile.standardized($0, in: folder))?" } ?? ""
  }
}
