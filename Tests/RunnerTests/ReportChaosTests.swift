import Files
import Foundation
import TestSupport
import Testing

/// Kills a writer of reports at random moments and looks right after, before anything puts in order what
/// it left.
@Suite(.serialized) struct ReportChaosTests {
  @Test("after a kill at any moment a folder holds one whole set, and a person's files")
  func kills() throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    let own = ["notes.txt", "figures/photo.jpg", "own/x/y.txt"]
    for name in own { try folder.write(Array("mine".utf8), to: "results/" + name) }
    var generator = SystemRandomNumberGenerator()
    var last = -1
    for _ in 0..<Chaos.kills {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Toy.program)
      process.arguments = ["write", place]
      try process.run()
      // On a busy machine the first sets take longer than this.
      let longest: UInt32 = last > 0 ? 120_000 : 900_000
      usleep(UInt32.random(in: 15_000...longest, using: &generator))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      guard let number = try number(in: place) else { continue }
      last = max(last, number)
      for name in own { #expect(try text(place + "/" + name) == "mine") }
    }
    #expect(last > 0, "no writer was killed after its second set")
    try FileSet.write([("a", [1])], to: place)
    #expect(try folder.names == ["results"])
    for name in own { #expect(try text(place + "/" + name) == "mine") }
    let owned = try FileManager.default.attributesOfItem(atPath: place + "/own")
    #expect(owned[.type] as? FileAttributeType == .typeDirectory)
  }

  /// The number of the set that the folder holds, nil before the first; it holds only one.
  private func number(in place: String) throws -> Int? {
    let found = try FileManager.default.contentsOfDirectory(atPath: place + "/figures")
    let pictures = found.filter { $0.hasSuffix(".png") }.sorted()
    guard FileManager.default.fileExists(atPath: place + "/a") else {
      #expect(pictures == [])
      return nil
    }
    let number = try text(place + "/a")
    #expect(pictures == ["\(number).png", "c.png"])
    for name in ["b", "figures/\(number).png", "figures/c.png"] {
      #expect(try text(place + "/" + name) == number)
    }
    let parsed = Int(number)
    #expect(parsed != nil)
    return parsed
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }
}

/// What all tests that kill at random share.
enum Chaos {
  /// `SWEEP_CHAOS_KILLS` sets how many; the default is short.
  static let kills =
    ProcessInfo.processInfo.environment["SWEEP_CHAOS_KILLS"].flatMap { Int($0) } ?? 15
}
