import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileSetTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("files take their places together, and other files stay")
  func together() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "results/notes.txt")
    try folder.write([1], to: "results/a.txt")
    // What a writer left that was killed.
    try folder.write([1], to: "results/.new-77/a.txt")
    let place = folder.path("results")
    try FileSet.write([("a.txt", Array("new".utf8)), ("figures/b.png", [2])], to: place)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place).sorted() == [
        "a.txt", "figures", "notes.txt",
      ])
    #expect(try text(place + "/a.txt") == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place + "/figures") == ["b.png"])
  }

  @Test("when one cannot be written, none takes its place")
  func none() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("old".utf8), to: "results/a.txt")
    let place = folder.path("results")
    let longName = String(repeating: "x", count: 300)
    #expect(throws: FileError.self) {
      try FileSet.write([("a.txt", Array("new".utf8)), (longName, [2])], to: place)
    }
    #expect(try text(place + "/a.txt") == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["a.txt"])
  }

  @Test("several writers take turns")
  func turns() throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      let bytes = Array(repeating: UInt8(index), count: 10_000)
      for _ in 0..<5 { try? FileSet.write([("a", bytes), ("b", bytes)], to: place) }
    }
    let pair = try ["a", "b"].map { try Data(contentsOf: URL(fileURLWithPath: place + "/" + $0)) }
    #expect(pair[0] == pair[1])
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["a", "b"])
  }

  @Test("a folder that is none, or cannot be made, is said beforehand")
  func check() throws {
    let folder = try TemporaryFolder()
    try FileSet.check(folder.path("new/results"))
    try folder.write([1], to: "file")
    #expect(throws: FileError.self) { try FileSet.check(folder.path("file")) }
    #expect(throws: FileError.self) { try FileSet.check(folder.path("file/results")) }
  }
}
