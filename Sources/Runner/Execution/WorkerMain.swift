import CProcess
import Files
import Foundation
import Synchronization

/// The program of a worker process: it takes stages from its standard input, one at a time, and
/// reports on its standard output.
///
/// It ends when its standard input closes, in the middle of a stage too, and the kernel kills it when
/// the thread that started it ends: a coordinator that dies leaves no process behind, not even a
/// frozen one.
public enum WorkerMain {
  /// Serves until the coordinator closes the connection.
  ///
  /// - Parameters:
  ///   - runners: One for each kind of stage.
  ///   - work: How much was done so far, in any unit: what does not grow for long is stuck, however busy
  ///     the processor is.
  /// - Returns: The exit code of the process.
  public static func run(
    runners: [any StageRunner], work: @escaping @Sendable () -> Int = { 0 }
  ) -> Int32 {
    WorkerSignals.install()
    cp_die_with_parent()
    let outlet = WorkerOutlet()
    let orders = OrderQueue()
    let claim = Mutex<Claim?>(nil)
    Thread.detachNewThread { readOrders(into: orders, outlet) }
    outlet.send(.ready)
    var workspace: (store: Store, workspace: Workspace)?
    defer { workspace?.workspace.remove() }
    startHeartbeat(outlet: outlet, work: work) { claim.withLock { $0?.beat() } }

    while let assignment = orders.next() {
      let result: AttemptResult
      do {
        let place = try Self.workspace(for: assignment.store, reusing: workspace)
        workspace = place
        let log = WorkerLog(of: assignment.stage, attempt: assignment.attempt, in: place.store)
        result = Attempt(
          assignment: assignment, store: place.store, workspace: place.workspace,
          runners: runners,
          shouldStop: { WorkerSignals.stop.load(ordering: .relaxed) },
          report: { outlet.send(.progress($0)) },
          hold: { held in claim.withLock { $0 = held } }
        ).run()
        log.end(result)
      } catch {
        result = .trouble("\(StoreTrouble.explaining(error, root: assignment.store))")
      }
      WorkerSignals.isIdle.store(true, ordering: .sequentiallyConsistent)
      outlet.send(.ended(result))
      if WorkerSignals.terminate.load(ordering: .sequentiallyConsistent) { break }
    }
    return 0
  }

  private static func workspace(
    for root: String, reusing current: (store: Store, workspace: Workspace)?
  ) throws -> (store: Store, workspace: Workspace) {
    // A store that has vanished is not made anew behind the run's back.
    guard FileSystem.exists(root + "/store.json") else { throw StoreTrouble.removed(root) }
    if let current, current.store.root == root, FileSystem.exists(current.workspace.folder) {
      return current
    }
    let store = try Store(at: root)
    return (store, try Workspace(in: store))
  }

  private static func readOrders(into orders: OrderQueue, _ outlet: WorkerOutlet) {
    var lines = LineBuffer()
    while lines.read(from: STDIN_FILENO) {
      while let line = lines.next() {
        switch WorkerOrder(line: line) {
        case .run(let assignment):
          WorkerSignals.isIdle.store(false, ordering: .sequentiallyConsistent)
          orders.append(assignment)
        case .stop: WorkerSignals.stop.store(true, ordering: .sequentiallyConsistent)
        case nil:
          outlet.send(.ended(.failed(reason: "its worker cannot read its order", isFinal: true)))
        }
      }
    }
    if !WorkerSignals.isIdle.load(ordering: .sequentiallyConsistent) { _exit(3) }
    orders.close()
  }

  private static func startHeartbeat(
    outlet: WorkerOutlet, work: @escaping @Sendable () -> Int,
    beat: @escaping @Sendable () -> Void
  ) {
    Thread.detachNewThread {
      while true {
        sleep(2)
        beat()
        guard !WorkerSignals.isIdle.load(ordering: .relaxed) else { continue }
        outlet.send(.alive(work: work()))
      }
    }
  }
}

/// The stages a worker was given and has not begun.
final class OrderQueue: Sendable {
  private let waiting = Mutex<(assignments: [WorkerOrder.Assignment], isClosed: Bool)>(([], false))
  private let changed = DispatchSemaphore(value: 0)

  /// Adds a stage.
  func append(_ assignment: WorkerOrder.Assignment) {
    waiting.withLock { $0.assignments.append(assignment) }
    changed.signal()
  }

  /// Says that no more will come.
  func close() {
    waiting.withLock { $0.isClosed = true }
    changed.signal()
  }

  /// Waits for the next stage; nil when no more will come.
  func next() -> WorkerOrder.Assignment? {
    while true {
      changed.wait()
      let (assignment, isClosed) = waiting.withLock { state in
        (state.assignments.isEmpty ? nil : state.assignments.removeFirst(), state.isClosed)
      }
      if let assignment { return assignment }
      if isClosed { return nil }
    }
  }
}

/// The way from a worker to its coordinator: the standard output it was started with.
///
/// The process's own standard output becomes its standard error, so that a stray `print` ends up in
/// the log and not among the reports.
final class WorkerOutlet: Sendable {
  private let descriptor: Mutex<Int32>

  /// Takes over the standard output.
  init() {
    descriptor = Mutex(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3))
    dup2(STDERR_FILENO, STDOUT_FILENO)
  }

  /// Sends a report, whole. A coordinator that has gone does not hear it.
  func send(_ report: WorkerReport) {
    let bytes = Array((report.line + "\n").utf8)
    descriptor.withLock { descriptor in
      _ = bytes.withUnsafeBytes { Descriptor.write($0, to: descriptor) }
    }
  }
}

/// The log of a stage, to which a worker's standard error goes while it computes the stage.
struct WorkerLog {
  private let path: String
  private let emptySize: off_t
  private let isFirst: Bool

  /// Sends standard error, and what is printed by mistake, to the log of the stage.
  init(of stage: Stage, attempt: Int, in store: Store) {
    path = store.logPath(of: stage.key)
    mkdir((path as NSString).deletingLastPathComponent, 0o777)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      emptySize = -1
      isFirst = false
      return
    }
    isFirst = FileSystem.status(path)?.st_size == 0
    let header = "--- \(stage.title): attempt \(attempt), \(Owner.current)\n"
    Self.write(header, to: descriptor)
    emptySize = FileSystem.status(path)?.st_size ?? -1
    dup2(descriptor, STDERR_FILENO)
    dup2(descriptor, STDOUT_FILENO)
    close(descriptor)
  }

  /// Ends the log; one that tells nothing is removed.
  func end(_ result: AttemptResult) {
    fflush(nil)
    if case .failed(let reason, _) = result { Self.write("failed: \(reason)\n", to: STDERR_FILENO) }
    if isFirst, FileSystem.status(path)?.st_size == emptySize { unlink(path) }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
  }
}

/// What a worker has been asked by signals or by its coordinator.
enum WorkerSignals {
  /// Whether to stop at the next checkpoint.
  static let stop = Atomic<Bool>(false)
  /// Whether the process itself should end after its stage.
  static let terminate = Atomic<Bool>(false)
  /// Whether no stage is under way.
  static let isIdle = Atomic<Bool>(true)

  /// Ctrl-C reaches the whole group and is the coordinator's to decide; SIGTERM to the worker itself
  /// stops its stage at a checkpoint, and ends it after 20 seconds. A broken pipe or a file size limit is an error code.
  static func install() {
    _ = stop.load(ordering: .relaxed)
    _ = terminate.load(ordering: .relaxed)
    _ = isIdle.load(ordering: .relaxed)
    signal(SIGALRM) { _ in _exit(3) }
    for number in [SIGINT, SIGHUP, SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    signal(SIGTERM) { _ in
      let code = errno
      defer { errno = code }
      // A stage that is stuck finds no checkpoint.
      alarm(20)
      if WorkerSignals.isIdle.load(ordering: .sequentiallyConsistent) { _exit(0) }
      WorkerSignals.terminate.store(true, ordering: .sequentiallyConsistent)
      WorkerSignals.stop.store(true, ordering: .sequentiallyConsistent)
    }
  }
}
