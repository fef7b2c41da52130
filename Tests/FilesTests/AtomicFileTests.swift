import Files
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func fileReplacesTheOldOne() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("old", to: folder.path("note.txt"))
    try AtomicFile.write("new", to: folder.path("note.txt"))
    #expect(try String(contentsOfFile: folder.path("note.txt"), encoding: .utf8) == "new")
    #expect(try folder.names == ["note.txt"])
  }

  @Test func missingFoldersAreMade() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1, 2], to: folder.path("a/b/c.bin"))
    #expect(try MappedFile(path: folder.path("a/b/c.bin")).count == 2)
  }

  @Test func failureLeavesTheOldFileAndNoTrace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("note.txt")
    try AtomicFile.write("old", to: path)
    let failure = FileError("elsewhere", "went wrong")
    #expect(throws: failure) {
      try AtomicFile.write(to: path) { (file) throws(FileError) in
        try file.append(Array("half".utf8))
        throw failure
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try folder.names == ["note.txt"])
  }

  @Test func placeThatCannotBeWrittenIsAnError() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("a file", to: folder.path("file"))
    #expect(throws: FileError(folder.path("file"), "is not a folder")) {
      try AtomicFile.write("inside", to: folder.path("file/inside"))
    }
    try AtomicFile.createFolder(folder.path("folder"))
    #expect(throws: FileError.self) { try AtomicFile.write("x", to: folder.path("folder")) }
    #expect(try folder.names == ["file", "folder"])
  }

  /// A limit on the size of files stands in for the full disk. It holds for the whole process, so it
  /// is far above what any other test writes.
  @Test func diskThatIsFullIsAnErrorAndLeavesNoTrace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("big")
    try AtomicFile.write("old", to: path)
    var old = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
    var small = rlimit(rlim_cur: 1 << 26, rlim_max: old.rlim_max)
    let handler = signal(SIGXFSZ, SIG_IGN)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &small)
    defer {
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &old)
      signal(SIGXFSZ, handler)
    }
    #expect(throws: FileError(path, "cannot be written: File too large")) {
      try AtomicFile.write([UInt8](repeating: 1, count: 1 << 26 | 1), to: path)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try folder.names == ["big"])
  }
}
