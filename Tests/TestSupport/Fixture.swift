import Foundation

/// The files of `Tests/Fixtures`.
public enum Fixture {
  /// The path of a fixture: `files/text.gz`.
  public static func path(_ name: String) -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return tests.appendingPathComponent("Fixtures/\(name)").path
  }

  /// The bytes of a fixture.
  public static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}
