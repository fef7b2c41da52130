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

  @Test("the folder stays the same, and so do the files in it that are of no set")
  func others() throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    try FileSet.write([("report.md", [1]), ("figures/old.png", [1])], to: place)
    let others = ["notes.txt", "figures/photo.png", "figures/own/deep.txt", "own/x/y.txt"]
    for name in others { try folder.write(Array(name.utf8), to: "results/" + name) }
    symlink("notes.txt", place + "/figures/link")
    let kept =
      [place] + others.map { place + "/" + $0 } + [place + "/own", place + "/figures/link"]
    let before = try kept.map(number)
    for figure in ["new", "other"] {
      try FileSet.write(
        [("report.md", [2]), ("figures/\(figure).png", [2])],
        replacing: ["report.md", "figures/old.png", "figures/new.png"], to: place)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: place + "/figures").sorted()
          == ["link", "\(figure).png", "own", "photo.png"].sorted())
    }
    #expect(try kept.map(number) == before)
    try FileSet.write([("report.md", [3])], replacing: ["figures/other.png"], to: place)
    #expect(try kept.map(number) == before)
    #expect(try folder.names == ["results"])
  }

  /// The number by which the file system knows a file or folder.
  private func number(_ path: String) throws -> Int {
    try #require(
      FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int, "\(path)")
  }

  @Test("a folder that only held files of the earlier set goes with them")
  func emptied() throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    try FileSet.write([("a", [1]), ("figures/b.png", [2])], to: place)
    try FileSet.write([("a", [2])], replacing: ["a", "figures/b.png"], to: place)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["a"])
  }

  @Test("results that are reached by a link are written where they are")
  func link() throws {
    let folder = try TemporaryFolder()
    try FileSet.write([("a", [1])], to: folder.path("disk/real"))
    try #require(symlink("disk/real", folder.path("results")) == 0)
    try FileSet.write([("a", [2])], to: folder.path("results"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("disk/real/a"))) == Data([2]))
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("results"))
        == "disk/real")
  }

  @Test(
    "where a folder stands in the place of a file, or a file in that of a folder, nothing is written",
    arguments: [
      ("report.md/mine", "report.md"), ("figures", "figures"), ("figures/b.png/c", "b.png"),
    ])
  func taken(obstacle: String, name: String) throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    try FileSet.write([("a", [1])], to: place)
    try folder.write([9], to: "results/" + obstacle)
    let files: [(name: String, bytes: [UInt8])] = [
      ("a", [2]), ("figures/b.png", [2]), ("report.md", [2]),
    ]
    for write in [
      { () throws -> Void in try FileSet.write(files, to: place) },
      { try FileSet.check(place, for: files.map(\.name)) },
    ] {
      let error = #expect(throws: FileError.self) { try write() }
      #expect(error?.path.hasSuffix(name) == true)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: place + "/a")) == Data([1]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).count == 2)
  }

  @Test("without exchanges, what was committed is ended and what was not is undone")
  func journal() throws {
    let folder = try TemporaryFolder()
    let place = folder.path("results")
    try FileSet.write([("a", [1]), ("figures/old.png", [1])], to: place)
    try FolderJournal(place).write([("a", [2]), ("b", [2])], dropping: ["figures/old.png"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["a", "b"])
    // Killed before all was written, and after one of two files had taken its place.
    try folder.write([3], to: "results/.new-x/set/a")
    try FileSet.recover(place)
    #expect(try Data(contentsOf: URL(fileURLWithPath: place + "/a")) == Data([2]))
    try folder.write([4], to: "results/a")
    try folder.write([4], to: "results/.new-y/set/c/d")
    try folder.write(Array("b".utf8), to: "results/.new-y/commit")
    try FileSet.recover(place)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["a", "c"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: place + "/c/d")) == Data([4]))
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
