import Numerics
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

  @Test("at least one thread")
  func threads() { #expect(Parallel.threads >= 1) }
}
