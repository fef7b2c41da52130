import Experiments
import Datasets
import Foundation
import Pipeline
import Runner
import Specification

/// Shows what a run reports: redrawn lines on a terminal, plain lines elsewhere, events in a file.
final class ProgressDisplay {
  private let receive: (RunEvent) -> Void
  private let erase: () -> Void
  private let events: EventLog?
  /// What is said beside the counts.
  var remark: () -> String? {
    get { said.remark }
    set { said.remark = newValue }
  }
  private let said = Said()

  private final class Said {
    var remark: () -> String? = { nil }
  }

  /// Chooses the display that suits the arguments and the terminal.
  ///
  /// - Throws: `UsageError` when the file for events cannot be written.
  init(_ arguments: Arguments) throws {
    let write = { (text: String) in Terminal.write(text, to: .standardError) }
    let isPlain =
      isatty(STDERR_FILENO) == 0 || ProcessInfo.processInfo.environment["CI"] != nil
      || !Terminal.obeysCodes
    if arguments.has("--quiet") {
      let quiet = QuietProgress { write(TerminalText.safe($0)) }
      receive = { quiet.receive($0) }
      erase = {}
    } else if isPlain {
      let plain = PlainProgress(time: Self.time) { write(TerminalText.safe($0)) }
      receive = { plain.receive($0) }
      erase = {}
    } else {
      let terminal = TerminalProgress(
        size: { Terminal.size(of: STDERR_FILENO) }, isStyled: Terminal.isStyled(STDERR_FILENO),
        remark: { [said] in said.remark() }, write: write)
      receive = { terminal.receive($0) }
      erase = { terminal.erase() }
    }
    events = try arguments.value("--events").map { try Self.log(to: $0) }
  }

  /// Shows one event.
  func show(_ event: RunEvent) {
    receive(event)
    events?.receive(event)
  }

  /// Shows how planning goes while `body` plans.
  ///
  /// - Parameter body: plans; it is given what to tell how many rows of how many are planned.
  /// - Returns: what `body` returns.
  func planning<Result>(
    _ body: (_ rows: @escaping (Int, Int) -> Void) throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    func tell(_ what: String, _ done: Int, _ total: Int) {
      let time = start.duration(to: .now) / .seconds(1)
      show(RunEvent(time: time, .preparing(what, done: done, of: total)))
    }
    // Images are read, and rows planned, on this thread alone.
    nonisolated(unsafe) let unsharedTell = tell
    return try Self.observing({ unsharedTell($0.what, $0.done, $0.total) }) {
      try body { tell("planning rows", $0, $1) }
    }
  }

  /// Lets images be read under an observer. The optimizer of Swift 6.3 loses the type of a closure that
  /// is the value of a task; it keeps away from here.
  @_optimize(none)
  private static func observing<Result>(
    _ tell: @escaping @Sendable (ReadingProgress) -> Void, _ body: () throws -> Result
  ) rethrows -> Result {
    let observer: (@Sendable (ReadingProgress) -> Void)? = tell
    return try ReadingProgress.$observer.withValue(observer, operation: body)
  }

  /// Leaves the terminal clean.
  func finish() { erase() }

  private static func log(to path: String) throws -> EventLog {
    try OutputFile.checkEvents(path)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw UsageError("the file for events, \(path), cannot be written") }
    return EventLog { Terminal.write($0, to: handle) }
  }

  private static func time() -> String {
    var now = Foundation.time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let fields = [parts.tm_hour, parts.tm_min, parts.tm_sec]
    return fields.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

/// A file that an option asks to write, which must not be one that the run reads.
enum OutputFile {
  /// Makes sure that an option names none of these files.
  ///
  /// - Throws: `UsageError` when it does.
  static func check(
    _ option: String, _ arguments: Arguments, inputs: [String]
  ) throws(UsageError) {
    guard let path = arguments.value(option), let output = Identity(path) else { return }
    if let input = inputs.first(where: { Identity($0) == output }) {
      throw UsageError(
        "\(option) \(path) would overwrite \(input), which is read; name another file")
    }
  }

  /// Makes sure that a file can be written anew with events: there is none, or it holds nothing else.
  ///
  /// - Throws: `UsageError` when it holds something else.
  static func checkEvents(_ path: String) throws(UsageError) {
    var status = stat()
    // A pipe or a terminal holds nothing that could be lost.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
      return
    }
    let first = FileHandle(forReadingAtPath: path)?.readData(ofLength: 1 << 16)
    let line = (first ?? Data()).prefix { $0 != UInt8(ascii: "\n") }
    let json = try? JSONParser.parse(Source(name: path, bytes: Array(line)))
    guard json?["event"]?.string != nil else {
      throw UsageError("--events \(path) would overwrite a file that holds no events; name another")
    }
  }

  /// What the file system knows a file by, links followed.
  private struct Identity: Equatable {
    let device: UInt64
    let number: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }
}
