import Files
import Foundation
import Synchronization

/// How a worker process is started.
public struct WorkerCommand: Sendable {
  /// The path of the program.
  public var executable: String
  /// Its arguments, without the program's name.
  public var arguments: [String]
  /// Variables set on top of this process's environment.
  public var environment: [String: String]

  /// A command.
  public init(executable: String, arguments: [String], environment: [String: String] = [:]) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
  }

  /// The whole environment of a worker that may use so many threads.
  func variables(threads: Int) -> [String] {
    var variables = ProcessInfo.processInfo.environment
    variables.merge(environment) { $1 }
    variables["SWEEP_THREADS"] = String(threads)
    return variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}

/// A worker process as its coordinator sees it: two pipes and a process id.
final class WorkerProcess {
  /// The process id.
  let process: pid_t
  /// Where its reports come from; never waits.
  let reports: Int32
  private var orders: Int32
  private var lines = LineBuffer()

  /// Starts a worker; its standard error goes to a file until it has a stage.
  ///
  /// - Throws: `WorkerError` when the system refuses.
  init(_ command: WorkerCommand, threads: Int, errorPath: String) throws(WorkerError) {
    (process, orders, reports) = try Pipes.withTwo { (toWorker, fromWorker) throws(WorkerError) in
      defer {
        close(toWorker.reading)
        close(fromWorker.writing)
      }
      do throws(WorkerError) {
        let process = try Self.spawn(
          command, command.variables(threads: threads), input: toWorker.reading,
          output: fromWorker.writing, errorPath: errorPath)
        return (process, toWorker.writing, fromWorker.reading)
      } catch {
        close(toWorker.writing)
        close(fromWorker.reading)
        throw error
      }
    } else: { code in
      WorkerError(command: command, code: code)
    }
    _ = fcntl(reports, F_SETFL, O_NONBLOCK)
  }

  deinit {
    hangUp()
    close(reports)
  }

  /// Sends an order; a worker that has died does not get it, which its end tells.
  func send(_ order: WorkerOrder) {
    let bytes = Array((order.line + "\n").utf8)
    _ = bytes.withUnsafeBytes { Descriptor.write($0, to: orders) }
  }

  /// The reports that have come, and whether more may come.
  func receive() -> (reports: [WorkerReport], isOpen: Bool) {
    let isOpen = lines.read(from: reports)
    var received: [WorkerReport] = []
    while let line = lines.next() {
      if let report = WorkerReport(line: line) { received.append(report) }
    }
    return (received, isOpen)
  }

  /// Closes its standard input: an idle worker ends.
  func hangUp() {
    if orders >= 0 { close(orders) }
    orders = -1
  }

  /// Ends it at once.
  func kill() { Foundation.kill(process, SIGKILL) }

  /// Waits for its end.
  ///
  /// - Returns: How it ended, in words.
  func wait() -> String {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let number = status & 0x7F
    guard number != 0 else { return "its worker exited with code \((status >> 8) & 0xFF)" }
    let name = String(cString: strsignal(number))
    return number == SIGKILL
      ? "its worker was killed (signal 9), perhaps for want of memory"
      : "its worker crashed (signal \(number), \(name))"
  }

  private static func spawn(
    _ command: WorkerCommand, _ environment: [String], input: Int32, output: Int32,
    errorPath: String
  ) throws(WorkerError) -> pid_t {
    var actions = Platform.noSpawnActions
    var attributes = Platform.noSpawnAttributes
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o666)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var arguments = ([command.executable] + command.arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer {
      for text in arguments + variables { free(text) }
    }
    var process: pid_t = 0
    let code = posix_spawn(
      &process, command.executable, &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw WorkerError(command: command, code: code) }
    return process
  }
}

/// A worker that cannot be started.
struct WorkerError: Error, CustomStringConvertible {
  let command: WorkerCommand
  let code: Int32

  /// What the system says.
  var description: String {
    "the worker \(command.executable) cannot be started: \(String(cString: strerror(code)))"
  }
}

/// Pipes that no process inherits by accident.
enum Pipes {
  /// The two ends.
  struct Ends {
    var reading: Int32
    var writing: Int32
  }

  private static let starting = Mutex<Void>(())

  /// Makes a pipe that programs started later do not inherit.
  ///
  /// - Throws: `POSIXError` when there are no descriptors left.
  static func make() throws(POSIXError) -> Ends {
    try starting.withLock { _ throws(POSIXError) in try unguarded() }
  }

  /// Makes two pipes and starts a process; meanwhile no other pipe is made here, so that none is
  /// inherited before it is marked as private.
  static func withTwo<Result, Failure: Error>(
    _ body: (Ends, Ends) throws(Failure) -> Result, else failure: (Int32) -> Failure
  ) throws(Failure) -> Result {
    try starting.withLock { _ throws(Failure) in
      let first: Ends
      let second: Ends
      do throws(POSIXError) {
        first = try unguarded()
        second = try unguarded()
      } catch {
        throw failure(error.code.rawValue)
      }
      return try body(first, second)
    }
  }

  private static func unguarded() throws(POSIXError) -> Ends {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EMFILE) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Ends(reading: ends[0], writing: ends[1])
  }
}

/// Lines out of the pieces in which a pipe delivers them.
struct LineBuffer {
  private var bytes: [UInt8] = []

  /// The next whole line, without its end; nil when there is none yet.
  mutating func next() -> [UInt8]? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = Array(bytes[..<end])
    bytes.removeSubrange(...end)
    return line
  }

  /// Reads what there is, waiting if the descriptor does.
  ///
  /// - Returns: Whether more may come: false at the end and on an error.
  mutating func read(from descriptor: Int32) -> Bool {
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = piece.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        bytes += piece[..<count]
        return true
      }
      if count < 0, errno == EINTR { continue }
      return count < 0 && errno == EAGAIN
    }
  }
}
