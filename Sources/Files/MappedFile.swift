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

  /// Maps a regular file; an empty one maps to no bytes.
  ///
  /// - Throws: `FileError` when it is missing, unreadable or no regular file.
  public init(path: String) throws(FileError) {
    let (descriptor, size) = try RegularFile.open(path)
    do throws(FileError) {
      base = try Self.map(descriptor, size, path)
      count = size
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
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
    let page = 4096
    let start = range.lowerBound / page * page
    guard let base, range.upperBound > start else { return }
    madvise(base + start, min(range.upperBound, count) - start, MADV_DONTNEED)
  }

  /// Finds out whether the file still has its size.
  ///
  /// - Throws: `FileError` when another program has changed it since it was opened.
  public func checkUnchanged() throws(FileError) {
    let now = try RegularFile.size(of: descriptor, path)
    guard now == count else {
      throw FileError(path, "was \(count) bytes when it was opened and is now \(now)")
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
