import Files

extension StageTask {
  private var statePath: String { checkpoint + "/state" }
  private static let digestLength = 64

  /// Keeps what the runner needs to go on from here, with its checksum, in place of what it kept
  /// before.
  ///
  /// - Throws: `FileError` when the system refuses, as on a full disk; what was there before stays.
  public func saveCheckpoint(_ state: [UInt8]) throws(FileError) {
    let digest = Array(SHA256.hexadecimal(of: state).utf8)
    try AtomicFile.write(to: statePath) { (file) throws(FileError) in
      try file.append(digest)
      try file.append(state)
    }
  }

  /// What `saveCheckpoint` kept, in this attempt or an earlier one; nil when there is none, or when
  /// it is damaged and the work has to begin anew.
  public func loadCheckpoint() -> [UInt8]? {
    guard let file = try? MappedFile(path: statePath) else { return nil }
    return file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.digestLength else { return nil }
      let state = Array(bytes.dropFirst(Self.digestLength))
      let digest = Array(SHA256.hexadecimal(of: state).utf8)
      return digest.elementsEqual(bytes.prefix(Self.digestLength)) ? state : nil
    }
  }
}
