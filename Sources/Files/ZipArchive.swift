import CZlib

/// The directory of a zip archive (PKWARE APPNOTE 6.3), 64-bit sizes included; its members stay where
/// they are until they are asked for.
public struct ZipArchive: Sendable {
  /// One member.
  public struct Member: Sendable, Equatable {
    /// Its name: `x_train.npy`.
    public let name: String
    /// The bytes of what it holds.
    public let size: Int
    let isDeflated: Bool
    let isEncrypted: Bool
    let storedSize: Int
    let checksum: UInt32
    let headerOffset: Int
  }

  /// The members, in the order of the directory.
  public let members: [Member]
  /// The archive.
  public let file: MappedFile

  /// Whether the bytes begin as an archive does.
  public static func isBegun(by start: [UInt8]) -> Bool {
    start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Reads the directory.
  ///
  /// - Throws: `FileError` when the archive is cut or damaged.
  public init(_ file: MappedFile) throws(FileError) {
    self.file = file
    members = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try Self.members(in: bytes, file.path)
    }
  }

  /// The bytes that a member takes in the archive, packed as they are.
  ///
  /// - Throws: `FileError` when the archive is damaged.
  func range(of member: Member) throws(FileError) -> Range<Int> {
    try file.withUnsafeBytes { (bytes) throws(FileError) in
      // The local header repeats the name, and has extra fields of its own (section 4.3.7).
      guard let name = Self.number(bytes, member.headerOffset + 26, 2),
        let extra = Self.number(bytes, member.headerOffset + 28, 2),
        Self.number(bytes, member.headerOffset, 4) == 0x0403_4B50
      else {
        throw FileError(file.path, "is a damaged archive: \(member.name) is not in its place")
      }
      let start = member.headerOffset + 30 + name + extra
      guard start <= bytes.count, member.storedSize <= bytes.count - start else {
        throw FileError(file.path, "is a cut archive: it ends within \(member.name)")
      }
      return start..<start + member.storedSize
    }
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ size: Int) -> Int? {
    guard place >= 0, place <= bytes.count - size else { return nil }
    let value = bytes[place..<place + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }

  private static func members(
    in bytes: UnsafeRawBufferPointer, _ path: String
  ) throws(FileError) -> [Member] {
    // The directory's end stands last, before a comment of at most 65535 bytes.
    let latest = bytes.count - 22
    guard latest >= 0,
      let end = stride(from: latest, through: max(0, latest - 65535), by: -1)
        .first(where: { number(bytes, $0, 4) == 0x0605_4B50 }),
      var count = number(bytes, end + 10, 2), var place = number(bytes, end + 16, 4)
    else { throw FileError(path, "is a cut archive: it has no directory at its end") }
    if count == 0xFFFF || place == 0xFFFF_FFFF {
      guard let wide = number(bytes, end - 20 + 8, 8), number(bytes, end - 20, 4) == 0x0706_4B50,
        number(bytes, wide, 4) == 0x0606_4B50, let wideCount = number(bytes, wide + 32, 8),
        let widePlace = number(bytes, wide + 48, 8)
      else { throw FileError(path, "is a damaged archive: its 64-bit directory is missing") }
      (count, place) = (wideCount, widePlace)
    }
    var members: [Member] = []
    while members.count < count {
      guard number(bytes, place, 4) == 0x0201_4B50, let member = Member(bytes, at: &place) else {
        throw FileError(path, "is a damaged archive: its directory breaks off")
      }
      members.append(member)
    }
    return members
  }
}

extension ZipArchive.Member {
  /// Reads an entry of the directory (section 4.3.12) and moves behind it; nil when it is damaged.
  fileprivate init?(_ bytes: UnsafeRawBufferPointer, at place: inout Int) {
    func field(_ offset: Int, _ size: Int) -> Int? {
      guard place >= 0, place <= bytes.count - offset - size else { return nil }
      let field = bytes[place + offset..<place + offset + size]
      return Int(exactly: field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    guard let flags = field(8, 2), let method = field(10, 2), let sum = field(16, 4),
      var stored = field(20, 4), var size = field(24, 4), let nameLength = field(28, 2),
      let extraLength = field(30, 2), let commentLength = field(32, 2), var header = field(42, 4),
      place + 46 + nameLength + extraLength + commentLength <= bytes.count
    else { return nil }
    name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
    // Sizes that do not fit 32 bits follow in an extra field, in this order (section 4.5.3).
    var extra = 46 + nameLength
    let end = extra + extraLength
    while let kind = field(extra, 2), let length = field(extra + 2, 2), extra + 4 + length <= end {
      if kind == 1 {
        var at = extra + 4
        for keyPath in [\Wide.size, \Wide.stored, \Wide.header] {
          var wide = Wide(size: size, stored: stored, header: header)
          guard wide[keyPath: keyPath] == 0xFFFF_FFFF, let value = field(at, 8) else { continue }
          wide[keyPath: keyPath] = value
          (size, stored, header) = (wide.size, wide.stored, wide.header)
          at += 8
        }
      }
      extra += 4 + length
    }
    guard method == 0 || method == 8 else { return nil }
    isDeflated = method == 8
    isEncrypted = flags & 1 == 1
    storedSize = stored
    self.size = size
    checksum = UInt32(truncatingIfNeeded: sum)
    headerOffset = header
    place += 46 + nameLength + extraLength + commentLength
  }

  private struct Wide {
    var size: Int
    var stored: Int
    var header: Int
  }
}

extension ZipArchive {
  /// The first bytes of what a member holds.
  ///
  /// - Throws: `FileError` when the archive is damaged, or the member is encrypted.
  public func prefix(_ count: Int, of member: Member) throws(FileError) -> [UInt8] {
    let range = try check(member)
    guard member.isDeflated else {
      return file.withUnsafeBytes { Array($0[range].prefix(count)) }
    }
    return try GzipReader(deflated: range, of: file).read(count)
  }

  /// What a member holds, as a file of its own: mapped where it is stored, else unpacked onto the disk
  /// and compared with its checksum.
  ///
  /// - Parameters:
  ///   - member: which.
  ///   - path: what messages call it.
  /// - Returns: the file.
  /// - Throws: `FileError` when the archive is damaged, or the disk is full.
  public func contents(of member: Member, path: String) throws(FileError) -> MappedFile {
    let range = try check(member)
    guard member.isDeflated else {
      guard range.count == member.size else {
        throw FileError(
          path, "is \(range.count) bytes in the archive, which announces \(member.size)")
      }
      return MappedFile(range, of: file, path: path)
    }
    let reader = try GzipReader(deflated: range, of: file)
    var sum = Checksum()
    let unpacked = try MappedFile(unpacked: path) { () throws(FileError) in
      // One byte more than is announced shows that there are too many.
      let piece = try reader.read(min(1 << 20, member.size + 1 - reader.position))
      sum.update(piece)
      return piece
    }
    guard unpacked.count == member.size, sum.value == member.checksum else {
      throw FileError(path, "is damaged in the archive: its size or its checksum is another")
    }
    return unpacked
  }

  private func check(_ member: Member) throws(FileError) -> Range<Int> {
    guard !member.isEncrypted else { throw FileError(file.path, "is encrypted") }
    try file.checkUnchanged()
    return try range(of: member)
  }
}

/// The CRC-32 of zip and gzip, of bytes that come in pieces.
struct Checksum {
  /// The sum of the bytes so far.
  private(set) var value: UInt32 = 0

  /// Adds bytes.
  mutating func update(_ bytes: [UInt8]) {
    value = bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32(UInt(value), buffer.baseAddress, UInt32(buffer.count)))
    }
  }
}
