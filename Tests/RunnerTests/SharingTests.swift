import Foundation
import Runner
import Specification
import TestSupport
import Testing

@Suite(.serialized) struct SharingTests {
  @Test(arguments: [2, 4])
  func runsAtOnceComputeEachStageOnce(count: Int) throws {
    let plan = try Toy.sweep(trainings: 5, steps: 3, milliseconds: 10)
    let place = try TemporaryStore()
    let frozen = try Toy.freeze(plan, in: place.folder)
    let runs = try (0..<count).map { _ in
      try ToyProcess(plan: frozen, store: place.store.root)
    }
    var computed: [String] = []
    for run in runs {
      let (events, code) = try run.wait()
      #expect(code == 0)
      computed += events.keys(outcome: "computed")
    }
    #expect(computed.count == plan.stages.count)
    #expect(Set(computed).count == plan.stages.count)
    #expect(place.names("claims") == [])
  }

  @Test func aRunTakesOverFromOneThatWasKilled() throws {
    let plan = try Plan([Toy.mix("long", steps: 200, milliseconds: 20)])
    let place = try TemporaryStore()
    let frozen = try Toy.freeze(plan, in: place.folder)
    let first = try ToyProcess(plan: frozen, store: place.store.root)
    try waitUntil("the first checkpoint") { !place.names("checkpoints").isEmpty }
    usleep(200_000)
    let second = try ToyProcess(plan: frozen, store: place.store.root)
    // Both coordinators and a worker of each have a workspace once the second has asked.
    try waitUntil("the second run's worker") { place.names("work").count == 4 }
    usleep(300_000)
    first.signal(SIGKILL)
    let (events, code) = try second.wait()
    #expect(code == 0)
    #expect(events.contains { $0["event"]?.string == "waiting" })
    let notes = events.compactMap { $0["progress"]?["note"]?.string }
    #expect(notes.contains { $0.hasPrefix("resumed after step") })
    _ = try first.wait()
  }

  @Test func aFrozenWorkerDiesWithItsCoordinatorAndItsClaimGoesToTheNextRun() throws {
    let place = try TemporaryStore()
    let stage = Toy.misbehave("freeze", marker: place.folder.path("marker"))
    let frozen = try Toy.freeze(try Plan([stage]), in: place.folder)
    let first = try ToyProcess(plan: frozen, store: place.store.root, jobs: 1)
    var worker: Int32 = 0
    try waitUntil("the frozen worker") {
      worker = first.workers.first { state(of: $0) == "T" } ?? 0
      return worker != 0
    }
    first.signal(SIGKILL)
    _ = try first.wait()
    try waitUntil("the end of the frozen worker") { state(of: worker) != "T" }
    #expect(Toy.run(try Plan([stage]), in: place.store).isComplete)
  }

  /// The letter that Linux has for the state of a process: T for a frozen one.
  private func state(of process: Int32) -> Character? {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.split(separator: ")").last?.first { $0 != " " }
  }

  @Test func aClaimFromAnotherMachineIsTakenOverWhenItsHeartStops() throws {
    let stage = Toy.mix("claimed elsewhere")
    let place = try TemporaryStore()
    try Data("otherhost/0a1b2c3d/77".utf8).write(
      to: URL(fileURLWithPath: "\(place.store.root)/claims/\(stage.key)"))
    var owner = ""
    var waited = 0.0
    let plan = try Plan([stage])
    let limit = { (options: inout LocalExecutor.Options) in options.pulseLimit = 1.5 }
    let result = Toy.watch(plan, in: place.store, options: limit) { event in
      if case .waiting(_, let name) = event.kind { owner = name }
      if case .finished = event.kind { waited = event.time }
    }
    #expect(result.isComplete)
    #expect(owner == "process 77 on otherhost")
    #expect(waited > 1.4)
    #expect(place.names("claims") == [])
  }
}
