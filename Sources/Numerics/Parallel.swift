import Foundation
import Synchronization

/// Work on fixed blocks, spread over the threads of this process.
///
/// The blocks are the caller's and do not depend on how many threads there are: as long as each
/// block writes its own place, results are the same bytes on one thread or many.
public enum Parallel {
  /// How many threads one piece of work may use: `SWEEP_THREADS`, else 1, unless the task says
  /// otherwise.
  @TaskLocal public static var threads = max(
    1, ProcessInfo.processInfo.environment["SWEEP_THREADS"].flatMap { Int($0) } ?? 1)

  /// Runs `body` once for each block, in any order, and returns when all have run. A thread takes the
  /// next block when it is done with one: another program may keep a core from it.
  public static func forEach(blocks: Int, _ body: @Sendable (Int) -> Void) {
    let threads = min(threads, blocks)
    func counted(_ block: Int) {
      body(block)
      finished.add(1, ordering: .relaxed)
    }
    guard threads < 2 || !ThreadTeam.shared.run(threads: threads, blocks: blocks, counted) else {
      return
    }
    for block in 0..<blocks { counted(block) }
  }

  /// How many blocks this process has finished: it grows as long as numbers are computed.
  public static var finishedBlocks: Int { finished.load(ordering: .relaxed) }
  private static let finished = Atomic(0)

  /// The results of `body` for each block, in the order of the blocks.
  public static func map<Result: Sendable>(
    blocks: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    [Result?](unsafeUninitializedCapacity: blocks) { results, count in
      results.initialize(repeating: nil)
      nonisolated(unsafe) let places = results
      forEach(blocks: blocks) { places[$0] = body($0) }
      count = blocks
    }.compactMap { $0 }
  }
}
