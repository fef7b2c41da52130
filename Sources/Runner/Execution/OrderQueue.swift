import Foundation
import Synchronization

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
