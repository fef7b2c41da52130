import Foundation
import Reports
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

  /// Prints lines that hold no text of others but such as was made safe, with the codes of their style.
  static func print(styled lines: [String]) {
    let style = style
    let safe = style.isStyled ? lines : lines.map(TerminalText.safe)
    write(safe.map { $0 + "\n" }.joined(), to: .standardOutput)
  }

  /// What the standard output can show; what is no terminal is as wide as anything.
  static var style: TerminalStyle {
    let width = isatty(STDOUT_FILENO) == 0 ? Int.max : size(of: STDOUT_FILENO).columns
    return TerminalStyle(width: width, isStyled: isStyled(STDOUT_FILENO))
  }

  /// Whether the terminal knows the codes that move the cursor.
  static var obeysCodes: Bool { ProcessInfo.processInfo.environment["TERM"] != "dumb" }

  /// Whether bold letters and colours are obeyed and welcome (no-color.org).
  static func isStyled(_ descriptor: Int32) -> Bool {
    let isRefused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return isatty(descriptor) != 0 && obeysCodes && !isRefused
  }

  /// The columns and rows of a terminal.
  static func size(of descriptor: Int32) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes a text as it is.
  static func write(_ text: String, to handle: FileHandle) {
    // A reader that has gone away is no error: `sweep plan | head`.
    try? handle.write(contentsOf: Data(text.utf8))
  }
}
