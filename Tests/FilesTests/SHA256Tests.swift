import Files
import TestSupport
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 and of NIST's test vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func publishedVectors(text: String, hash: String) {
    #expect(SHA256.hexadecimal(of: text) == hash)
  }

  @Test func aMillionLettersAreHashed() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.hexadecimal(of: letters)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func piecesGiveTheHashOfTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 31) }
    let whole = SHA256.hexadecimal(of: bytes)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 129] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(Array(bytes[start..<min(bytes.count, start + size)]))
      }
      #expect(hash.hexadecimal == whole, "pieces of \(size)")
      #expect(hash.hexadecimal == whole, "asking twice")
    }
  }

  @Test func everyLengthAroundABlockIsPadded() {
    // Hash of the concatenated hashes of 0...130 zero bytes, computed with Python's hashlib.
    var all = SHA256()
    for length in 0...130 {
      var hash = SHA256()
      hash.update([UInt8](repeating: 0, count: length))
      all.update(hash.digest)
    }
    #expect(
      all.hexadecimal == "d6e99a52e4f306ac462a8669cfa9744fc9ac0cd54f1c1c92b91d2e3257397ead")
  }

  @Test func fileIsHashed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("abc".utf8), to: "abc.txt")
    #expect(try SHA256.hexadecimal(ofFile: path) == SHA256.hexadecimal(of: "abc"))
  }
}
