import Foundation

/// The memory of this process, as Linux tells it; 0 where it does not.
enum PeakMemory {
  /// Forgets the peak so far.
  static func reset() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    write(descriptor, "5", 1)
    close(descriptor)
  }

  /// The peak in bytes since `reset`.
  static var bytes: Int { value(of: "VmHWM:") }

  /// What is held at this moment, in bytes.
  static var current: Int { value(of: "VmRSS:") }

  private static func value(of name: String) -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return 0
    }
    return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1024
  }
}
