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
