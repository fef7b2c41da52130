import Foundation
import Numerics
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test("every block runs once, results stay in order", arguments: [0, 1, 2, 7, 1000])
  func blocks(count: Int) {
    #expect(Parallel.map(blocks: count) { $0 * $0 } == (0..<count).map { $0 * $0 })
    var runs = [Int](repeating: 0, count: count)
    runs.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let places = buffer
      Parallel.forEach(blocks: count) { places[$0] += 1 }
    }
    #expect(runs.allSatisfy { $0 == 1 })
  }

  @Test("pieces of any size and cost, on any number of threads, one after the other without end")
  func manyPieces() {
    for threads in [2, 3, 5, 2] {
      Parallel.$threads.withValue(threads) {
        for round in 0..<2000 {
          let count = round % 17
          let sums = Parallel.map(blocks: count) { block in
            (0..<(round % 5) * 100).reduce(block) { $0 &+ $1 }
          }
          let rest = (0..<(round % 5) * 100).reduce(0, +)
          #expect(sums == (0..<count).map { $0 + rest })
        }
      }
    }
  }

  @Test("helpers that fell asleep are woken, and waited for while they work")
  func sleepingHelpers() {
    Parallel.$threads.withValue(2) {
      for _ in 0..<20 {
        Thread.sleep(forTimeInterval: 0.002)
        let done = Parallel.map(blocks: 3) { block in
          Thread.sleep(forTimeInterval: 0.003 * Double(block))
          return block
        }
        #expect(done == [0, 1, 2])
      }
    }
  }

  @Test("two threads do work at the same time: each of two blocks waits for the other")
  func meeting() {
    let arrived = Atomic(0)
    let isTogether = Atomic(false)
    for _ in 0..<200 where !isTogether.load(ordering: .relaxed) {
      arrived.store(0, ordering: .relaxed)
      Parallel.$threads.withValue(2) {
        Parallel.forEach(blocks: 2) { _ in
          arrived.add(1, ordering: .relaxed)
          let deadline = Date(timeIntervalSinceNow: 1)
          while arrived.load(ordering: .relaxed) < 2, Date() < deadline {}
          if arrived.load(ordering: .relaxed) == 2 { isTogether.store(true, ordering: .relaxed) }
        }
      }
    }
    let wasTogether = isTogether.load(ordering: .relaxed)
    #expect(wasTogether)
  }

  @Test("work handed out from inside a block, and by several threads at once, is all done")
  func nested() async {
    await withTaskGroup(of: [Int].self) { group in
      for start in 0..<4 {
        group.addTask {
          Parallel.$threads.withValue(3) {
            Parallel.map(blocks: 40) { outer in
              Parallel.map(blocks: 5) { start + outer * $0 }.reduce(0, +)
            }
          }
        }
      }
      var totals: [Int] = []
      for await sums in group { totals.append(sums.reduce(0, +)) }
      #expect(totals.sorted() == [7800, 8000, 8200, 8400])
    }
  }

  @Test("at least one thread")
  func threads() { #expect(Parallel.threads >= 1) }
}
