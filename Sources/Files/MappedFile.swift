import Foundation

/// A file whose bytes are mapped into memory, read only: nothing is read before it is used, and
/// processes that map the same file share its pages.
///
/// The system ends a process that touches a page which another program has cut off the file
/// meanwhile. `checkUnchanged()` finds out beforehand; call it before a long pass over the bytes.
public final class MappedFile: Sendable {
  /// The path it was opened by.
  public let path: String
  /// The number of bytes.
  public let count: Int

  /// Assumes nothing writes to the file: the mapping is never written from here.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer?
  private let descriptor: Int32
  /// The file of which this is a part.
  private let whole: MappedFile?

  /// Maps a regular file; an empty one maps to no bytes.
  ///
  /// - Throws: `FileError` when it is missing, unreadable or no regular file.
  public convenience init(path: String) throws(FileError) {
    let (descriptor, size) = try RegularFile.open(path)
    try self.init(descriptor, size: size, path: path)
  }

  /// Maps an open file, which is closed with this.
  private init(_ descriptor: Int32, size: Int, path: String) throws(FileError) {
    do throws(FileError) {
      base = try Self.map(descriptor, size, path)
      count = size
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
    whole = nil
  }

  /// A part of a file that is mapped already, as a file of its own.
  ///
  /// - Parameters:
  ///   - range: which bytes; those that are not there are left out.
  ///   - whole: the file.
  ///   - path: what messages call the part.
  public init(_ range: Range<Int>, of whole: MappedFile, path: String) {
    let range = range.clamped(to: 0..<whole.count)
    base = whole.base.map { $0 + range.lowerBound }
    count = range.count
    descriptor = whole.descriptor
    self.path = path
    self.whole = whole
  }

  /// A file without a name that holds what is written into it, and goes away with its last reference:
  /// what is unpacked lies on the disk, not in memory.
  ///
  /// - Parameters:
  ///   - path: what messages call it.
  ///   - write: makes the next piece of it; an empty one is the last.
  /// - Throws: `FileError` when the system refuses, as on a full disk, and what `write` throws.
  public convenience init(
    unpacked path: String, _ write: () throws(FileError) -> [UInt8]
  ) throws(FileError) {
    var name = Array("\(NSTemporaryDirectory())/sweepbook-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw FileError.system(path, "cannot be unpacked") }
    let place = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    unlink(place)
    var size = 0
    do throws(FileError) {
      while true {
        let piece = try write()
        if piece.isEmpty { break }
        try Self.append(piece, to: descriptor, path)
        size += piece.count
      }
    } catch {
      close(descriptor)
      throw error
    }
    try self.init(descriptor, size: size, path: path)
  }

  deinit {
    guard whole == nil else { return }
    if let base { munmap(base, count) }
    close(descriptor)
  }

  /// Lends the bytes; the pointer is good until the closure returns.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Gives back the memory of bytes that were used and are not soon used again; they are read anew
  /// when they are.
  public func release(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<count)
    guard let base, !range.isEmpty else { return }
    // Pages are given back whole, those at the ends only where no other byte lies on them.
    let page = 4096
    let first = (UInt(bitPattern: base + range.lowerBound) + UInt(page) - 1) / UInt(page)
    let end = UInt(bitPattern: base + range.upperBound) / UInt(page)
    guard end > first else { return }
    madvise(
      UnsafeMutableRawPointer(bitPattern: first * UInt(page)), Int(end - first) * page,
      MADV_DONTNEED)
  }

  /// Finds out whether the file still has its size.
  ///
  /// - Throws: `FileError` when another program has changed it since it was opened.
  public func checkUnchanged() throws(FileError) {
    if let whole { return try whole.checkUnchanged() }
    let now = try RegularFile.size(of: descriptor, path)
    guard now == count else {
      throw FileError(path, "was \(count) bytes when it was opened and is now \(now)")
    }
  }

  private static func append(
    _ bytes: [UInt8], to descriptor: Int32, _ path: String
  ) throws(FileError) {
    guard bytes.withUnsafeBytes({ Descriptor.write($0, to: descriptor) }) else {
      throw FileError.system(path, "cannot be unpacked into \(NSTemporaryDirectory())")
    }
  }

  private static func map(
    _ descriptor: Int32, _ count: Int, _ path: String
  ) throws(FileError) -> UnsafeMutableRawPointer? {
    guard count > 0 else { return nil }
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw FileError.system(path, "cannot be mapped into memory") }
    return base
  }
}
