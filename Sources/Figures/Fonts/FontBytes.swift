/// What is wrong with a font: the reason as it follows the name of its file.
package struct FontFlaw: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// A part of a font file: numbers of big-endian order, none of them trusted.
///
/// Every place is checked before it is read, so that no offset of a file leads out of it.
struct FontBytes: Sendable {
  private let storage: [UInt8]
  private let start: Int
  /// The number of bytes.
  let count: Int

  /// A whole file.
  init(_ bytes: [UInt8]) {
    storage = bytes
    start = 0
    count = bytes.count
  }

  private init(_ storage: [UInt8], start: Int, count: Int) {
    self.storage = storage
    self.start = start
    self.count = count
  }

  /// A part of this part, to its end when `count` is nil.
  ///
  /// - Throws: `FontFlaw` when it is not all there.
  func part(at offset: Int, count: Int? = nil) throws(FontFlaw) -> FontBytes {
    let length = count ?? self.count - offset
    guard offset >= 0, length >= 0, offset <= self.count, length <= self.count - offset else {
      throw FontFlaw("ends before a table that it names")
    }
    return FontBytes(storage, start: start + offset, count: length)
  }

  /// A number of one byte.
  func uint8(_ offset: Int) throws(FontFlaw) -> Int {
    guard offset >= 0, offset < count else { throw FontFlaw("ends inside a table") }
    return Int(storage[start + offset])
  }

  /// A number of so many bytes, at most four.
  func unsigned(_ offset: Int, bytes: Int) throws(FontFlaw) -> Int {
    guard offset >= 0, bytes <= count, offset <= count - bytes else {
      throw FontFlaw("ends inside a table")
    }
    return (0..<bytes).reduce(0) { $0 << 8 | Int(storage[start + offset + $1]) }
  }

  func uint16(_ offset: Int) throws(FontFlaw) -> Int { try unsigned(offset, bytes: 2) }
  func uint32(_ offset: Int) throws(FontFlaw) -> Int { try unsigned(offset, bytes: 4) }
  func int8(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int8(truncatingIfNeeded: try uint8(offset)))
  }
  func int16(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int16(truncatingIfNeeded: try uint16(offset)))
  }
  func int32(_ offset: Int) throws(FontFlaw) -> Int {
    Int(Int32(truncatingIfNeeded: try uint32(offset)))
  }
}
