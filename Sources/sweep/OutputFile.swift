import Experiments
import Foundation
import Specification

/// A file that an option asks to write, which must not be one that the run reads.
enum OutputFile {
  /// Makes sure that an option names none of these files.
  ///
  /// - Throws: `UsageError` when it does.
  static func check(
    _ option: String, _ arguments: Arguments, inputs: [String]
  ) throws(UsageError) {
    guard let path = arguments.value(option), let output = Identity(path) else { return }
    if let input = inputs.first(where: { Identity($0) == output }) {
      throw UsageError(
        "\(option) \(path) would overwrite \(input), which is read; name another file")
    }
  }

  /// Makes sure that a file can be written anew with events: there is none, or it holds nothing else.
  ///
  /// - Throws: `UsageError` when it holds something else.
  static func checkEvents(_ path: String) throws(UsageError) {
    var status = stat()
    // A pipe or a terminal holds nothing that could be lost.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      return
    }
    let first = FileHandle(forReadingAtPath: path)?.readData(ofLength: 1 << 16)
    let line = (first ?? Data()).prefix { $0 != UInt8(ascii: "\n") }
    let json = try? JSONParser.parse(Source(name: path, bytes: Array(line)))
    guard json?["event"]?.string != nil else {
      throw UsageError("--events \(path) would overwrite a file that holds no events; name another")
    }
  }

  /// What the file system knows a file by, links followed.
  private struct Identity: Equatable {
    let device: UInt64
    let number: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }
}
