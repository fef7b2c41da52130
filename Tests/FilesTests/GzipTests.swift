import Files
import Foundation
import TestSupport
import Testing

@Suite struct GzipTests {
  private let text = Array(String(repeating: "the quick brown fox ", count: 50).utf8)

  private func bytes(_ content: [UInt8], count: Int) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    return try Gzip.bytes(of: MappedFile(path: folder.write(content, to: "x.gz")), count: count)
  }

  private func reason(_ content: [UInt8], count: Int) throws -> String? {
    let error = #expect(throws: FileError.self) { try bytes(content, count: count) }
    return error?.reason
  }

  @Test(arguments: ["files/text.gz", "files/two-members.gz"])
  func contentComesBack(name: String) throws {
    #expect(try bytes(Fixture.bytes(name), count: 1000) == text)
  }

  @Test func prefixComesBackWithoutTheRest() throws {
    let file = try MappedFile(path: Fixture.path("files/text.gz"))
    #expect(try Gzip.prefix(9, of: file) == Array("the quick".utf8))
    #expect(try Gzip.prefix(5000, of: file) == text)
  }

  @Test func moreThanAnnouncedIsRefused() throws {
    let bomb = try Fixture.bytes("files/bomb.gz")
    #expect(
      try reason(bomb, count: 1000) == "holds more than the 1000 bytes its header announces")
    #expect(try bytes(bomb, count: 4 << 20).count == 4 << 20)
  }

  @Test func lessThanAnnouncedIsAnError() throws {
    let content = try Fixture.bytes("files/text.gz")
    #expect(try reason(content, count: 1001) == "ends after 1000 of 1001 uncompressed bytes")
  }

  @Test func cutAtAnyByteIsAnError() throws {
    let content = try Fixture.bytes("files/text.gz")
    for length in 0..<content.count {
      let message = try reason(Array(content[..<length]), count: 1000) ?? ""
      #expect(message.hasPrefix("is cut"), "\(length) bytes: \(message)")
    }
  }

  @Test func damageIsAnError() throws {
    var content = try Fixture.bytes("files/text.gz")
    content[content.count - 6] ^= 1
    #expect(
      try reason(content, count: 1000)
        == "is damaged after 1000 uncompressed bytes (incorrect data check)")
    #expect(
      try reason(Array("not gzip".utf8), count: 1000)
        == "is damaged after 0 uncompressed bytes (incorrect header check)")
  }
}
