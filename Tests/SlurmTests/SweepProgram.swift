import Foundation

/// The programs that tests run.
enum SweepProgram {
  /// `sweep`, built beside the tests.
  static let built: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("sweep").path
    if FileManager.default.fileExists(atPath: beside) { return beside }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return bundle.appendingPathComponent("sweep").path
  }()

  /// What `make install` made, where `SWEEP_INSTALLED` names it: it takes minutes to build.
  static let installed = ProcessInfo.processInfo.environment["SWEEP_INSTALLED"]

  /// A copy that needs another library, or another version of one, than there is: its name is replaced
  /// by one as long.
  static func copy(needing absent: String, insteadOf present: String, at path: String) throws {
    var bytes = try Data(contentsOf: URL(fileURLWithPath: built))
    var place = bytes.startIndex
    while let found = bytes.range(of: Data((present + "\0").utf8), in: place..<bytes.endIndex) {
      bytes.replaceSubrange(found, with: Data((absent + "\0").utf8))
      place = found.upperBound
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }
}
