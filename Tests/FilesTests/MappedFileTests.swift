import Files
import Foundation
import TestSupport
import Testing

@Suite struct MappedFileTests {
  @Test func bytesAreThoseOfTheFile() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try MappedFile(path: folder.write(bytes, to: "bytes"))
    #expect(file.count == 10_000)
    #expect(file.withUnsafeBytes { Array($0) } == bytes)
    try file.checkUnchanged()
  }

  @Test func emptyFileHasNoBytes() throws {
    let folder = try TemporaryFolder()
    let file = try MappedFile(path: folder.write([], to: "empty"))
    #expect(file.withUnsafeBytes { $0.count } == 0)
  }

  @Test func missingFileAndFolderAreErrors() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path("missing")
    #expect(throws: FileError(missing, "cannot be opened: No such file or directory")) {
      try MappedFile(path: missing)
    }
    #expect(throws: FileError(folder.path, "is a folder, not a file")) {
      try MappedFile(path: folder.path)
    }
  }

  @Test func fileCutWhileMappedIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 7, count: 9000), to: "bytes")
    let file = try MappedFile(path: path)
    truncate(path, 100)
    #expect(throws: FileError(path, "was 9000 bytes when it was opened and is now 100")) {
      try file.checkUnchanged()
    }
  }
}
