import Foundation

/// The memory of this machine.
public enum MachineMemory {
  /// The bytes that programs could take now; without limit where Linux does not tell.
  static var free: Int { min(figure("MemAvailable"), groupLimit) }

  /// The bytes that there are, or that the control group of this process may use; without limit
  /// where Linux does not tell.
  public static var total: Int { min(figure("MemTotal"), groupLimit) }

  private static func figure(_ name: String) -> Int {
    let line = text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix(name + ":") }
    let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).lazy.compactMap { Int($0) }.first
    return kilobytes.map { $0 * 1024 } ?? .max
  }

  /// Containers have the limit of their group at this place.
  private static var groupLimit: Int {
    text("/sys/fs/cgroup/memory.max").split(separator: "\n").first.flatMap { Int($0) } ?? .max
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
