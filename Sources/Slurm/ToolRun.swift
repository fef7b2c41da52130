import Foundation
import Pipeline

/// A program that was run to its end.
struct ToolRun {
  /// What it printed, without the spaces around it.
  let output: String
  /// What it complained of.
  let complaint: String
  /// Its exit code; 127 when there is no such program.
  let code: Int32

  /// Runs a program of the search path, with no input.
  init(_ name: String, _ arguments: [String], environment: [String: String]) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      (self.output, complaint, code) = ("", "\(error)", 127)
      return
    }
    // Complaints are short; a pipe holds them until the output has been read.
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    self.output = Self.text(printed)
    complaint = Self.text(complained)
    code = process.terminationStatus
  }

  private static func text(_ data: Data) -> String {
    String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
