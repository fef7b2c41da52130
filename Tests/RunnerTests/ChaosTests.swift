import Foundation
import Runner
import TestSupport
import Testing

/// Kills at random moments.
@Suite(.serialized) struct ChaosTests {
  @Test func afterAnyKillsTheResultsAreThoseOfAnUndisturbedRun() throws {
    let plan = try Toy.sweep(trainings: 4, steps: 6, milliseconds: 8)
    let calm = try TemporaryStore()
    #expect(Toy.run(plan, in: calm.store).isComplete)
    let expected = try Toy.contents(of: plan, in: calm.store)

    var kills = 0
    var generator = SystemRandomNumberGenerator()
    while kills < Chaos.kills {
      let place = try TemporaryStore()
      let frozen = try Toy.freeze(plan, in: place.folder)
      var isDone = false
      var orphans: [Int32] = []
      while !isDone {
        let run = try ToyProcess(plan: frozen, store: place.store.root)
        if kills < Chaos.kills {
          usleep(UInt32.random(in: 1000...350_000, using: &generator))
          orphans += kill(run, Int.random(in: 0..<3, using: &generator))
          kills += 1
        }
        isDone = try run.wait().code == 0
      }
      #expect(try Toy.contents(of: plan, in: place.store) == expected)
      #expect(place.names("checkpoints") == [])
      #expect(orphans.allSatisfy(hasEnded))
      #expect(Toy.run(plan, in: place.store, program: "/no/such/worker").isComplete)
    }
  }

  /// Kills a worker, the coordinator, or all of them, and tells which workers should end.
  private func kill(_ run: ToyProcess, _ target: Int) -> [Int32] {
    let workers = run.workers
    switch target {
    case 0:
      if let worker = workers.randomElement() { Foundation.kill(worker, SIGKILL) }
      return []
    case 1:
      run.signal(SIGKILL)
    default:
      run.signal(SIGKILL)
      for worker in workers { Foundation.kill(worker, SIGKILL) }
    }
    return workers
  }

  private func hasEnded(_ process: Int32) -> Bool {
    for _ in 0..<100 {
      let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      guard let status, !status.contains("State:\tZ"), status.contains("ToyWorker") else {
        return true
      }
      usleep(50_000)
    }
    return false
  }
}
