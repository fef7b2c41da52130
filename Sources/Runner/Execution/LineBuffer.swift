import Foundation

/// Lines out of the pieces in which a pipe delivers them.
struct LineBuffer {
  private var bytes: [UInt8] = []

  /// The next whole line, without its end; nil when there is none yet.
  mutating func next() -> [UInt8]? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = Array(bytes[..<end])
    bytes.removeSubrange(...end)
    return line
  }

  /// Reads what there is, waiting if the descriptor does.
  ///
  /// - Returns: Whether more may come: false at the end and on an error.
  mutating func read(from descriptor: Int32) -> Bool {
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = piece.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        bytes += piece[..<count]
        return true
      }
      if count < 0, errno == EINTR { continue }
      return count < 0 && errno == EAGAIN
    }
  }
}
