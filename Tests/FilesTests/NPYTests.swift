import Files
import Foundation
import TestSupport
import Testing

@Suite struct NPYTests {
  private func open(_ bytes: [UInt8]) throws -> NPYFile {
    let folder = try TemporaryFolder()
    return try NPYFile(MappedFile(path: folder.write(bytes, to: "x.npy")))
  }

  private func fixture(_ name: String) throws -> NPYFile {
    try NPYFile(path: Fixture.path("files/\(name).npy"))
  }

  private func reason(_ body: () throws -> Void) -> String? {
    #expect(throws: FileError.self) { try body() }?.reason
  }

  /// A version 1 file with a header of our own and `count` bytes behind it.
  private func file(_ dictionary: String, count: Int) -> [UInt8] {
    let length = dictionary.utf8.count
    let start: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
    return start + Array(dictionary.utf8) + [UInt8](repeating: 0, count: count)
  }

  @Test(arguments: ["version1", "version2", "version3"])
  func everyVersionIsRead(name: String) throws {
    let array = try fixture(name)
    #expect(array.header.shape == [2, 3])
    #expect(try array.floats() == [0, 0.25, 0.5, 0.75, 1, 1.25])
  }

  @Test(arguments: ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8", "b1"])
  func everyElementIsReadInEitherByteOrder(element: String) throws {
    let sign: Float = element.hasPrefix("u") || element == "b1" ? 1 : -1
    let expected = (0..<6).map { sign * (element == "b1" ? min(1, Float($0)) : Float($0)) }
    for order in element.hasSuffix("1") ? ["little"] : ["little", "big"] {
      let array = try fixture("\(element)-\(order)")
      #expect(array.header.element.rawValue == element)
      #expect(try array.floats() == expected, "\(order)-endian")
      if !array.header.element.isFloat {
        #expect(try array.integers() == expected.map { Int($0) }, "\(order)-endian")
      }
    }
  }

  @Test func shapesOfAnyNumberOfAxesAreRead() throws {
    #expect(try fixture("vector").integers() == [3, 1, 2])
    #expect(try fixture("scalar").header.shape == [])
    #expect(try fixture("scalar").floats() == [2.5])
    #expect(try fixture("empty").header.shape == [0, 4])
    #expect(try fixture("empty").integers() == [])
  }

  @Test func whatIsNotSupportedSaysSo() throws {
    #expect(
      reason { _ = try fixture("fortran") }
        == "is in Fortran order; save it again after numpy.ascontiguousarray")
    #expect(reason { _ = try fixture("text") }?.contains("type '<U2' are not supported") == true)
    #expect(
      reason { _ = try fixture("records") }
        == "holds records (a structured array), not plain numbers")
    #expect(
      reason { _ = try fixture("f4-little").integers() }
        == "holds floating-point numbers where integers are needed")
    #expect(
      reason { _ = try fixture("huge-integer").integers() } == "holds integers above \(Int.max)")
  }

  @Test func cutAtAnyByteIsAnError() throws {
    let bytes = try Fixture.bytes("files/u1-little.npy")
    for length in 0..<bytes.count {
      #expect(throws: FileError.self, "\(length) bytes") { try open(Array(bytes[..<length])) }
    }
    #expect(
      reason { _ = try open(Array(bytes.dropLast(2))) }
        == "ends after \(bytes.count - 2) of \(bytes.count) bytes")
    #expect(
      reason { _ = try open(bytes + [0]) } == "has 1 bytes after the end of its array")
  }

  @Test(arguments: [
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", "whole numbers from 0"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}", "whole numbers"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "no file can"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807,)}", "no file can"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 9223372036854775807)}", "no file can"),
    ("{'descr': '|u1', 'fortran_order': Maybe, 'shape': (2,)}", "neither True nor False"),
    ("{'descr': '|u1', 'fortran_order': False}", "lacks 'shape'"),
    ("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': ()}", "'descr' twice"),
    ("{'descr': '|u1', 'kind': '|u1'}", "unknown key 'kind'"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (2", "open shape"),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (2,)", "not closed"),
    ("{'descr", "open string"), ("{", "lacks a string"), ("", "lacks a '{'"),
    ("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "type '|O' are not supported"),
  ])
  func hostileHeaderIsAnError(dictionary: String, message: String) throws {
    let text = reason { _ = try open(file(dictionary, count: 2)) } ?? ""
    #expect(text.contains(message), "\(text)")
  }

  @Test func unusualButValidHeadersAreRead() throws {
    let swapped = "{ \"shape\": (2L, 1L) , 'fortran_order': False, 'descr': 'u1' }   \n"
    #expect(try open(file(swapped, count: 2)).header.shape == [2, 1])
  }

  @Test func wrongMagicAndVersionAreErrors() throws {
    #expect(
      reason { _ = try open(Array("PK stuff".utf8)) }
        == "is not an .npy file: it does not begin with \\x93NUMPY")
    var bytes = try Fixture.bytes("files/u1-little.npy")
    bytes[6] = 4
    #expect(
      reason { _ = try open(bytes) } == ".npy version 4 is unknown; save it with version 1, 2 or 3")
  }

  @Test func writtenFilesAreThoseOfNumPy() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("out.npy")
    try NPYFile.write((0..<6).map { Float($0) / 4 }, shape: [2, 3], to: path)
    #expect(
      try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        == Fixture.bytes("files/version1.npy"))
    try NPYFile.write([3, 1, 2], to: path)
    #expect(
      try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        == Fixture.bytes("files/vector.npy"))
    try NPYFile.write((0..<6).map { UInt8($0) }, shape: [2, 3], to: path)
    #expect(
      try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        == Fixture.bytes("files/u1-little.npy"))
  }

  @Test func writingAnotherNumberOfElementsIsAnError() throws {
    let folder = try TemporaryFolder()
    #expect(reason { try NPYFile.write([1.5], shape: [2], to: folder.path("x.npy")) } != nil)
    #expect(try folder.names == [])
  }
}
