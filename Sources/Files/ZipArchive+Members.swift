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
