import Foundation

/// Work that goes on at once on a thread of its own. Tests share as many threads as there are
/// processors, and each may be held by another test for longer than a chance lasts: what must answer
/// within seconds waits on its own.
public struct OnOwnThread<Value: Sendable>: Sendable {
  private let outcome: AsyncThrowingStream<Value, any Error>

  /// Begins the work, which may block.
  public init(_ work: @escaping @Sendable () throws -> Value) {
    let (outcome, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
    self.outcome = outcome
    Thread.detachNewThread {
      continuation.yield(with: Result { try work() })
      continuation.finish()
    }
  }

  /// What the work gives, once; `nil` for whoever asks again.
  public var value: Value? {
    get async throws {
      for try await value in outcome { return value }
      return nil
    }
  }
}
