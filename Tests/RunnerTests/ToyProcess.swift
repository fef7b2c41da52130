import Foundation
import Runner
import Specification
import TestSupport

/// A coordinator in a process of its own, with its workers, which a test may kill.
final class ToyProcess {
  private let process = Process()
  private let output = Pipe()

  /// Starts `ToyWorker run` on a frozen plan.
  init(plan: String, store: String, jobs: Int = 2, fileLimit: Int? = nil) throws {
    process.executableURL = URL(fileURLWithPath: Toy.program)
    process.arguments =
      ["run", plan, store, String(jobs)] + (fileLimit.map { ["limit", String($0)] } ?? [])
    process.standardOutput = output
    try process.run()
  }

  /// The process id of the coordinator.
  var identifier: Int32 { process.processIdentifier }

  /// Whether it runs.
  var isRunning: Bool { process.isRunning }

  /// The process ids of its workers.
  var workers: [Int32] {
    let path = "/proc/\(identifier)/task/\(identifier)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }

  /// Sends a signal to the coordinator.
  func signal(_ number: Int32) { kill(identifier, number) }

  /// Waits for the end.
  ///
  /// - Returns: The events it told, and its exit code.
  func wait() throws -> (events: [JSON], code: Int32) {
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    // A coordinator that was killed may leave half a line.
    let events = lines.compactMap {
      try? JSONParser.parse(Source(name: "event", bytes: Array($0.utf8)))
    }
    return (events, process.terminationStatus)
  }
}

extension [JSON] {
  /// The keys of the stages with this outcome.
  func keys(outcome: String) -> [String] {
    filter { $0["outcome"]?.string == outcome }.compactMap { $0["key"]?.string }
  }

  /// The texts of all messages.
  var messages: [String] {
    filter { $0["event"]?.string == "message" }.compactMap { $0["text"]?.string }
  }
}

extension Toy {
  /// Freezes a plan into a file.
  static func freeze(_ plan: Plan, in folder: TemporaryFolder) throws -> String {
    try folder.write(Array(plan.json.canonical.utf8), to: "plan.json")
  }
}
