import Foundation
import Runner
import Specification

/// One command of the command line.
protocol Command {
  /// Its name.
  static var name: String { get }
  /// What follows the name: "FILE".
  static var usage: String { get }
  /// What it does, in one line.
  static var summary: String { get }
  /// Its options.
  static var options: [Option] { get }
  /// Does it.
  static func run(_ arguments: Arguments) throws -> ExitCode
}

extension Command {
  static var options: [Option] { [] }
}

/// How a command ended.
enum ExitCode: Int32 {
  /// Everything is done.
  case success = 0
  /// A trial failed, or a metric got worse.
  case failure = 1
  /// The input is at fault.
  case input = 2
  /// The run was stopped, and can go on.
  case stopped = 130
}

/// The terminal's two streams.
enum Terminal {
  /// Prints a text with the end of the line, without what the terminal or a runner would obey.
  static func print(_ text: String) { write(TerminalText.safe(text) + "\n", to: .standardOutput) }

  /// Prints a message for people beside the output, without what the terminal or a runner would obey.
  static func note(_ text: String) { write(TerminalText.safe(text) + "\n", to: .standardError) }

  /// Writes a text as it is.
  static func write(_ text: String, to handle: FileHandle) {
    // A reader that has gone away is no error: `sweep plan | head`.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
