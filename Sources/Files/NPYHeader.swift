/// The header of a NumPy array file, versions 1 to 3.
///
/// Format: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
public struct NPYHeader: Sendable, Equatable {
  /// The numbers an array is made of.
  public enum Element: String, Sendable, CaseIterable {
    /// A truth value, or an unsigned byte.
    case bool = "b1", uint8 = "u1"
    /// Wider unsigned integers.
    case uint16 = "u2", uint32 = "u4", uint64 = "u8"
    /// Signed integers.
    case int8 = "i1", int16 = "i2", int32 = "i4", int64 = "i8"
    /// Floating point.
    case float32 = "f4", float64 = "f8"

    /// Its size in bytes.
    public var size: Int { rawValue.utf8.last.map { Int($0) - 48 } ?? 1 }
    /// Whether it is a floating-point number.
    public var isFloat: Bool { self == .float32 || self == .float64 }
  }

  /// What the elements are.
  public let element: Element
  /// Whether the elements are big-endian.
  public let isBigEndian: Bool
  /// The length of each axis, slowest first.
  public let shape: [Int]
  /// Where the elements begin, in bytes from the start of the file.
  public let dataOffset: Int

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The number of bytes of all elements.
  public var byteCount: Int { count * element.size }

  /// Whether the bytes begin as an array file does.
  public static func isNPY(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.prefix(6).elementsEqual(magic)
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header at the start of a file.
  ///
  /// - Throws: `FileError` naming the file, when it is no array file, uses what is not supported
  ///   here (Fortran order, strings, records), or announces a shape that no file can hold.
  public init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    let (dictionary, start) = try Self.dictionary(bytes, path: path)
    if dictionary.isFortranOrder, dictionary.shape.count > 1 {
      throw FileError(
        path, "is in Fortran order; save it again after numpy.ascontiguousarray")
    }
    (element, isBigEndian) = try Self.element(dictionary.type, path)
    shape = dictionary.shape
    dataOffset = start
    try Self.checkSize(shape, element, path)
  }

  /// Reads the header in the first bytes of a file.
  ///
  /// - Throws: `FileError` as for the whole file.
  public init(start: [UInt8], path: String) throws(FileError) {
    let read = start.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try NPYHeader(bytes, path: path) }
    }
    self = try read.get()
  }

  /// The dictionary in the first bytes of a file.
  static func dictionary(_ start: [UInt8], path: String) throws(FileError) -> NPYDictionary {
    let read = start.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try dictionary(bytes, path: path).0 }
    }
    return try read.get()
  }

  /// The dictionary at the start of a file, and where the elements begin.
  ///
  /// - Throws: `FileError` naming the file, when it is no array file or its header is damaged.
  static func dictionary(
    _ bytes: UnsafeRawBufferPointer, path: String
  ) throws(FileError) -> (NPYDictionary, dataOffset: Int) {
    guard Self.isNPY(bytes) else {
      throw FileError(path, "is not an .npy file: it does not begin with \\x93NUMPY")
    }
    guard bytes.count >= 12 else { throw FileError(path, "ends within its .npy header") }
    guard (1...3).contains(bytes[6]) else {
      throw FileError(path, ".npy version \(bytes[6]) is unknown; save it with version 1, 2 or 3")
    }
    let isShort = bytes[6] == 1
    let start = isShort ? 10 : 12
    let length =
      isShort
      ? Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
      : Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard length <= bytes.count - start else {
      throw FileError(path, "ends within its .npy header, after \(bytes.count) bytes")
    }
    return (try NPYDictionary(bytes[start..<start + length], path: path), start + length)
  }

  private static func element(
    _ type: String, _ path: String
  ) throws(FileError) -> (Element, Bool) {
    let order = type.first
    let isOrdered = order == "<" || order == ">" || order == "|" || order == "="
    let name = isOrdered ? String(type.dropFirst()) : type
    guard let element = Element(rawValue: name) else {
      let known = Element.allCases.map(\.rawValue).joined(separator: ", ")
      throw FileError(path, "elements of type '\(type)' are not supported; these are: \(known)")
    }
    return (element, order == ">")
  }

  private static func checkSize(
    _ shape: [Int], _ element: Element, _ path: String
  ) throws(FileError) {
    var total = element.size
    for length in shape {
      let (product, overflows) = total.multipliedReportingOverflow(by: max(1, length))
      guard !overflows, product < 1 << 56 else {
        throw FileError(path, "announces a shape of \(shape), which no file can hold")
      }
      total = product
    }
  }
}

/// The Python dictionary inside an `.npy` header:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }`.
struct NPYDictionary {
  private(set) var type = ""
  private(set) var isFortranOrder = false
  private(set) var shape: [Int] = []

  private var rest: Substring.UTF8View
  private let path: String

  init(_ bytes: Slice<UnsafeRawBufferPointer>, path: String) throws(FileError) {
    let text = String(decoding: bytes, as: UTF8.self)
    rest = text[...].utf8
    self.path = path
    var keys: Set<String> = []
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr": type = try string()
      case "fortran_order": isFortranOrder = try bool()
      case "shape": shape = try tuple()
      default: throw failure("has the unknown key '\(key)'")
      }
      guard keys.insert(key).inserted else { throw failure("names '\(key)' twice") }
      guard take(",") || peek() == UInt8(ascii: "}") else { throw failure("is not closed") }
    }
    for key in ["descr", "fortran_order", "shape"] where !keys.contains(key) {
      throw failure("lacks '\(key)'")
    }
  }

  private func failure(_ reason: String) -> FileError {
    FileError(path, "has a damaged .npy header: its dictionary \(reason)")
  }

  private mutating func peek() -> UInt8? {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0A }
    return rest.first
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard take(character) else { throw failure("lacks a '\(character)'") }
  }

  private mutating func string() throws(FileError) -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      if peek() == UInt8(ascii: "[") {
        throw FileError(path, "holds records (a structured array), not plain numbers")
      }
      throw failure("lacks a string")
    }
    rest = rest.dropFirst()
    let text = rest.prefix { $0 != quote }
    guard text.endIndex < rest.endIndex else { throw failure("has an open string") }
    rest = rest[text.endIndex...].dropFirst()
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func bool() throws(FileError) -> Bool {
    _ = peek()
    let word = rest.prefix { (97...122).contains($0 | 0x20) }
    rest = rest[word.endIndex...]
    switch String(decoding: word, as: UTF8.self) {
    case "True": return true
    case "False": return false
    default: throw failure("has a 'fortran_order' that is neither True nor False")
    }
  }

  private mutating func tuple() throws(FileError) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !take(")") {
      _ = peek()
      let digits = rest.prefix { (48...57).contains($0) }
      guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
        throw failure("has a shape that is not made of whole numbers from 0")
      }
      guard lengths.count < 32 else { throw failure("has a shape of more than 32 axes") }
      rest = rest[digits.endIndex...]
      // Python 2 wrote long integers with an L.
      _ = take("L")
      lengths.append(length)
      guard take(",") || peek() == UInt8(ascii: ")") else { throw failure("has an open shape") }
    }
    return lengths
  }
}
