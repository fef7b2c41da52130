import Foundation

/// The memory of this machine.
enum FreeMemory {
  /// The bytes that programs could take now; without limit where Linux does not tell.
  static var bytes: Int {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first { Int($0) != nil }
    return kilobytes.flatMap { Int($0) }.map { $0 * 1024 } ?? .max
  }
}
