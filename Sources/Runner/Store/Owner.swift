import Files
import Foundation

/// The process that holds something of the store: host, boot of the host, process id.
struct Owner: Equatable, CustomStringConvertible {
  var host: String
  var boot: String
  var process: Int32

  /// This process.
  static let current = Owner(
    host: Owner.hostName, boot: Owner.bootIdentifier, process: getpid())

  /// For messages: "process 1234 on node7".
  var description: String { "process \(process) on \(host)" }

  /// As it is written: `node7/1f0c9a52/1234`.
  var text: String { "\(host)/\(boot)/\(process)" }

  init(host: String, boot: String, process: Int32) {
    self.host = host
    self.boot = boot
    self.process = process
  }

  /// Reads what `text` wrote.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let process = Int32(parts[2]) else { return nil }
    self.init(host: String(parts[0]), boot: String(parts[1]), process: process)
  }

  /// Whether a file or folder of the store is named after an owner: `node7.1f0c9a52.1234.TAG`.
  static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 4, !name.hasPrefix("."), let tag = parts.last else { return false }
    return Int32(parts[parts.count - 2]) != nil && !tag.isEmpty
      && tag.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) }
  }

  /// Whether its locks are seen here: it runs, or ran, under the kernel of this host.
  var isLocal: Bool { host == Self.current.host || boot == Self.current.boot }

  private static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, buffer.count - 1)
    let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: name, as: UTF8.self).replacing("/", with: "-")
  }

  private static var bootIdentifier: String { Platform.bootIdentifier ?? "unknown" }
}
