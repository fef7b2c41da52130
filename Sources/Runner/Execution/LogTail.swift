import Files

/// The end of a log, for messages.
enum LogTail {
  /// The last line that says something and is no header; at most 300 characters.
  static func lastLine(of path: String) -> String? {
    guard let file = try? MappedFile(path: path) else { return nil }
    let text = file.withUnsafeBytes { String(decoding: $0.suffix(16384), as: UTF8.self) }
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
    guard let last = lines.last, !last.hasPrefix("---") else { return nil }
    return String((lines.last { $0.contains("Fatal error") } ?? last).prefix(300))
  }
}
