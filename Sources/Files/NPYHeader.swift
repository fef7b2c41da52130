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
