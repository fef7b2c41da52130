import Foundation
import Runner
import Specification
import TestSupport
import Testing

@Suite(.serialized) struct StopTests {
  private func start(_ plan: Plan, _ place: TemporaryStore) throws -> ToyProcess {
    let run = try ToyProcess(
      plan: try Toy.freeze(plan, in: place.folder), store: place.store.root, jobs: 1)
    try waitUntil("the first checkpoint") { !place.names("checkpoints").isEmpty }
    usleep(150_000)
    return run
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func oneSignalLeavesACheckpointAndTheNextRunGoesOnFromIt(signal: Int32) throws {
    let training = Toy.mix("training", steps: 60, milliseconds: 25)
    let plan = try Plan([training, Toy.mix("score", [training])])
    let place = try TemporaryStore()
    let run = try start(plan, place)
    run.signal(signal)
    let stopped = try run.wait()
    #expect(stopped.code == 1)
    #expect(Set(stopped.events.keys(outcome: "stopped")) == Set(plan.stages.map(\.key.hex)))
    #expect(place.names("checkpoints") == [training.key.hex])
    #expect(place.names("work") == [])

    var notes: [String] = []
    let result = Toy.watch(plan, in: place.store) { event in
      if case .progress(_, _, .note(let text)) = event.kind { notes.append(text) }
    }
    #expect(result.isComplete)
    #expect(notes.contains { $0.hasPrefix("resumed after step") })
    let calm = try TemporaryStore()
    _ = Toy.run(plan, in: calm.store)
    #expect(
      try Toy.contents(of: plan, in: place.store) == Toy.contents(of: plan, in: calm.store))
  }

  @Test func oneSignalLetsAShortStageFinish() throws {
    let short = Toy.mix("short", milliseconds: 700)
    let plan = try Plan([short, Toy.mix("after", [short])])
    let place = try TemporaryStore()
    let run = try start(plan, place)
    run.signal(SIGINT)
    let events = try run.wait().events
    #expect(events.keys(outcome: "computed") == [short.key.hex])
    #expect(place.store.contains(short.key))
  }

  @Test func twoSignalsEndTheRunAtOnce() throws {
    let plan = try Plan([Toy.mix("endless", milliseconds: 60_000)])
    let place = try TemporaryStore()
    let run = try start(plan, place)
    let begin = Date()
    run.signal(SIGINT)
    usleep(300_000)
    #expect(run.isRunning)
    run.signal(SIGINT)
    let events = try run.wait().events
    #expect(events.keys(outcome: "stopped").count == 1)
    #expect(Date().timeIntervalSince(begin) < 5)
  }

  @Test(arguments: ["hang", "spin"])
  func aStageThatDoesNotStopIsEndedSecondsAfterSIGTERM(how: String) throws {
    let place = try TemporaryStore()
    let frozen = try Toy.freeze(try Plan([Toy.misbehave(how)]), in: place.folder)
    let run = try ToyProcess(plan: frozen, store: place.store.root, jobs: 1)
    try waitUntil("the worker") { place.names("work").count == 2 }
    let workers = run.workers
    #expect(workers.count == 1)
    let begin = Date()
    run.signal(SIGTERM)
    let (events, code) = try run.wait()
    #expect(code == 1)
    #expect(events.keys(outcome: "stopped").count == 1)
    #expect(Date().timeIntervalSince(begin) < 15)
    try waitUntil("the end of the worker", seconds: 5) {
      workers.allSatisfy { Foundation.kill($0, 0) != 0 }
    }
  }

  @Test func aStageThatDoesNotStopIsEndedAfterTheGrace() throws {
    let plan = try Plan([Toy.misbehave("hang")])
    let place = try TemporaryStore()
    let stop = StopSwitch()
    let result = Toy.watch(plan, in: place.store, stop: stop, options: { $0.grace = 0.5 }) {
      event in
      if case .tick = event.kind, event.time > 0.5, stop.level == 0 { stop.request() }
    }
    #expect(result.halt == .requested)
    #expect(result.outcomes.values.first == .stopped)
  }

  @Test func aWorkerThatIsToldToEndHandsItsStageBack() throws {
    let plan = try Plan([Toy.mix("training", steps: 40, milliseconds: 20)])
    let place = try TemporaryStore()
    let run = try start(plan, place)
    for worker in run.workers { kill(worker, SIGTERM) }
    let (events, code) = try run.wait()
    #expect(code == 0)
    #expect(!events.contains { $0["event"]?.string == "retrying" })
    #expect(events.filter { $0["event"]?.string == "started" }.count == 2)
  }
}
