import CKernels
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

/// The threads that help with the blocks of `Parallel`.
///
/// Steps of training hand out work every few microseconds, so helpers look for the next piece for a
/// while before they sleep, and nobody waits for a helper that did not begin: whoever hands out work
/// does it all when the others are late. One piece is worked on at a time; work that is handed out
/// meanwhile, by other threads or from inside a block, is refused.
final class ThreadTeam: Sendable {
  /// The team of this process.
  static let shared = ThreadTeam()

  /// The piece of work at hand; written only while no helper can read it.
  private struct Piece: @unchecked Sendable {
    var blocks = 0
    var body: ((Int) -> Void)?
  }

  /// The stages of the piece, all in one number so that a helper cannot begin when it is closed.
  private enum State {
    static let open = 1
    static let ownerSleeps = 2
    /// Each helper at work counts this much.
    static let helper = 4
  }

  /// How often a thread looks before it sleeps: some tens of microseconds.
  private static let looks = 2000

  private let isTaken = Atomic(false)
  private let state = Atomic(0)
  private let next = Atomic(0)
  private let sleepers = Atomic(0)
  private let places = Atomic(0)
  private let condition = NSCondition()
  nonisolated(unsafe) private var piece = Piece()
  nonisolated(unsafe) private var helpers = 0

  /// Runs `body` for each block on this thread and at most `threads - 1` others; false, without
  /// having run anything, when the team is busy.
  func run(threads: Int, blocks: Int, _ body: (Int) -> Void) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    defer { isTaken.store(false, ordering: .releasing) }
    while helpers < threads - 1 { startHelper() }
    withoutActuallyEscaping(body) { body in
      piece = Piece(blocks: blocks, body: body)
      next.store(0, ordering: .relaxed)
      places.store(threads - 1, ordering: .relaxed)
      state.store(State.open, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      takeBlocks()
      waitForHelpers()
      piece.body = nil
    }
    return true
  }

  private func takeBlocks() {
    guard let body = piece.body else { return }
    while true {
      let block = next.add(1, ordering: .relaxed).oldValue
      guard block < piece.blocks else { return }
      body(block)
    }
  }

  /// Lets no more helpers in, and returns when those inside are done.
  private func waitForHelpers() {
    var word = state.bitwiseAnd(~State.open, ordering: .acquiringAndReleasing).newValue
    for _ in 0..<Self.looks where word != 0 {
      ck_pause()
      word = state.load(ordering: .acquiring)
    }
    guard word != 0 else { return }
    condition.lock()
    word = state.bitwiseOr(State.ownerSleeps, ordering: .acquiringAndReleasing).newValue
    while word != State.ownerSleeps {
      condition.wait()
      word = state.load(ordering: .acquiring)
    }
    state.store(0, ordering: .relaxed)
    condition.unlock()
  }

  private func wake() {
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  private func startHelper() {
    helpers += 1
    let thread = Thread { [self] in
      while true {
        waitForWork()
        help()
      }
    }
    thread.name = "helper \(helpers)"
    thread.start()
  }

  /// Returns when there seems to be work.
  private func waitForWork() {
    for _ in 0..<Self.looks {
      if isOpen { return }
      ck_pause()
    }
    condition.lock()
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !isOpen { condition.wait() }
    sleepers.subtract(1, ordering: .relaxed)
    condition.unlock()
  }

  private var isOpen: Bool {
    state.load(ordering: .sequentiallyConsistent) & State.open != 0
      && places.load(ordering: .relaxed) > 0
  }

  /// Takes part in the piece, if it is still open.
  private func help() {
    var word = state.load(ordering: .relaxed)
    repeat {
      guard word & State.open != 0 else { return }
      let (exchanged, original) = state.compareExchange(
        expected: word, desired: word + State.helper, ordering: .acquiring)
      if exchanged { break }
      word = original
    } while true
    if places.subtract(1, ordering: .relaxed).newValue >= 0 { takeBlocks() }
    let left = state.subtract(State.helper, ordering: .releasing).newValue
    if left == State.ownerSleeps { wake() }
  }
}
