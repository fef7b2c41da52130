import Foundation
import Runner
import Specification
import Synchronization
import TestSupport
import Testing

@Suite struct LocalExecutorTests {
  @Test func givesTheSameBytesForAnyNumberOfWorkersAndLeavesNothingBehind() throws {
    let plan = try Toy.sweep(trainings: 3)
    var results: [[String: [UInt8]]] = []
    for jobs in [1, 2, 4] {
      let place = try TemporaryStore()
      let result = Toy.run(plan, in: place.store) { $0.jobs = jobs }
      #expect(result.isComplete)
      #expect(result.outcomes.values.allSatisfy { if case .computed = $0 { true } else { false } })
      results.append(try Toy.contents(of: plan, in: place.store))
      #expect(place.names("work") == [])
      #expect(place.names("claims") == [])
      #expect(place.names("checkpoints") == [])
      #expect(place.names("runs") == [])
    }
    #expect(results[0].count == 42)
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func computesNothingTwice() throws {
    let plan = try Toy.sweep(trainings: 2)
    let place = try TemporaryStore()
    _ = Toy.run(plan, in: place.store)
    let again = Toy.run(plan, in: place.store, program: "/no/such/worker")
    #expect(again.isComplete)
    #expect(again.outcomes.values.allSatisfy { $0 == .cached })
  }

  @Test func computesOnlyWhatAWantedStageNeeds() throws {
    let train = Toy.mix("train")
    let embed = Toy.mix("embed", [train])
    let score = Toy.mix("score", [embed])
    let plan = try Plan([train, embed, score], targets: [score.key])
    let place = try TemporaryStore()
    _ = Toy.run(plan, in: place.store)
    place.store.remove(train.key)
    let result = Toy.run(plan, in: place.store)
    #expect(result.outcomes[score.key] == .cached)
    #expect(result.outcomes[train.key] == .unneeded)
    #expect(!place.store.contains(train.key))
  }

  @Test func aFailureEndsWhatDependsOnItAndNothingElse() throws {
    let failing = Toy.fail("the loss is not a number")
    let dependent = Toy.mix("dependent", [failing])
    let last = Toy.mix("last", [dependent])
    let other = Toy.mix("other")
    let place = try TemporaryStore()
    let retries = Mutex(0)
    let plan = try Plan([failing, dependent, last, other])
    let result = Toy.watch(plan, in: place.store) { event in
      if case .retrying = event.kind { retries.withLock { $0 += 1 } }
    }
    guard case .failed(let failure) = result.outcomes[failing.key] else {
      Issue.record("the stage has to fail")
      return
    }
    #expect(failure.reason == "the loss is not a number")
    #expect(failure.attempts == 2)
    #expect(retries.withLock { $0 } == 1)
    let log = try String(contentsOfFile: failure.log, encoding: .utf8)
    #expect(log.contains("failed: the loss is not a number"))
    #expect(result.outcomes[dependent.key] == .skipped(because: failing.key))
    #expect(result.outcomes[last.key] == .skipped(because: failing.key))
    if case .computed = result.outcomes[other.key] {} else { Issue.record("others go on") }
    #expect(place.store.failure(of: failing.key) == failure)
    #expect(!result.isComplete)
  }

  @Test func aFinalFailureIsRememberedAndNotTriedAgain() throws {
    let failing = Toy.fail("diverged", isFinal: true)
    let plan = try Plan([failing])
    let place = try TemporaryStore()
    for program in [Toy.program, "/no/such/worker"] {
      let result = Toy.run(plan, in: place.store, program: program)
      guard case .failed(let failure) = result.outcomes[failing.key] else {
        Issue.record("the stage has to fail")
        return
      }
      #expect(failure.attempts == 1)
      #expect(failure.isFinal)
    }
  }

  @Test(arguments: ["crash", "exit", "kill"])
  func aWorkerThatDiesIsReplacedAndItsStageTriedOnceMore(how: String) throws {
    let place = try TemporaryStore()
    let stage = Toy.misbehave(how, marker: place.folder.path("marker"))
    let result = Toy.run(try Plan([stage, Toy.mix("other")]), in: place.store)
    #expect(result.isComplete)
    #expect(place.store.failure(of: stage.key) == nil)
  }

  @Test(arguments: [
    ("crash", "Fatal error: this runner crashes on purpose"), ("exit", "exited with code 7"),
    ("kill", "killed (signal 9)"),
  ])
  func aWorkerThatDiesTwiceFailsItsStageWithTheReason(how: String, reason: String) throws {
    let place = try TemporaryStore()
    let stage = Toy.misbehave(how)
    let other = Toy.mix("other")
    let result = Toy.run(try Plan([stage, other]), in: place.store) { $0.jobs = 1 }
    guard case .failed(let failure) = result.outcomes[stage.key] else {
      Issue.record("the stage has to fail")
      return
    }
    #expect(failure.reason.contains(reason))
    #expect(failure.attempts == 2)
    #expect(place.store.contains(other.key))
  }

  @Test func aStageThatTakesTooLongIsEnded() throws {
    let place = try TemporaryStore()
    let stage = Toy.misbehave("hang")
    let result = Toy.run(try Plan([stage]), in: place.store) {
      $0.timeout = 0.5
      $0.retries = 0
    }
    guard case .failed(let failure) = result.outcomes[stage.key] else {
      Issue.record("the stage has to fail")
      return
    }
    #expect(failure.reason == "it took longer than the time limit of 0.5 s")
  }

  @Test(arguments: ["hang", "spin"])
  func aFrozenOrStuckWorkerIsReplaced(how: String) throws {
    let place = try TemporaryStore()
    let frozen = Toy.misbehave("freeze", marker: place.folder.path("marker"))
    let stuck = Toy.misbehave(how)
    let result = Toy.run(try Plan([frozen, stuck]), in: place.store) {
      $0.silenceLimit = 4
      $0.idleLimit = 3
      $0.retries = 1
    }
    if case .computed = result.outcomes[frozen.key] {} else { Issue.record("frozen: replaced") }
    guard case .failed(let failure) = result.outcomes[stuck.key] else {
      Issue.record("the stage has to fail")
      return
    }
    #expect(failure.reason == "its worker was stuck: no progress for 3 s")
  }

  @Test func failFastEndsTheRun() throws {
    let place = try TemporaryStore()
    let failing = Toy.fail("bad")
    let others = (0..<6).map { Toy.mix("slow \($0)", steps: 2, milliseconds: 200) }
    let result = Toy.run(try Plan([failing] + others), in: place.store) {
      $0.failFast = true
      $0.jobs = 1
    }
    #expect(result.halt == .failure(of: failing.key))
    #expect(others.contains { result.outcomes[$0.key] == .stopped })
  }

  @Test func strayOutputGoesToTheLog() throws {
    let place = try TemporaryStore()
    let stage = Toy.misbehave("print")
    let result = Toy.run(try Plan([stage]), in: place.store)
    #expect(result.isComplete)
    let log = try String(contentsOfFile: place.store.logPath(of: stage.key), encoding: .utf8)
    #expect(log.contains("a stray line on the standard output"))
  }

  @Test func aProgramThatIsNoWorkerIsSaidOnce() throws {
    for program in ["/no/such/program", "/bin/false"] {
      let place = try TemporaryStore()
      let result = Toy.run(try Toy.sweep(trainings: 2), in: place.store, program: program)
      guard case .trouble(let message) = result.halt else {
        Issue.record("the run has to end")
        continue
      }
      #expect(message.contains(program))
    }
  }

  @Test func aVersionThatTheWorkerDoesNotHaveIsRefused() throws {
    let place = try TemporaryStore()
    let stage = Stage(kind: "mix", version: 2, title: "newer", specification: .object([]))
    let result = Toy.run(try Plan([stage]), in: place.store)
    guard case .failed(let failure) = result.outcomes[stage.key] else {
      Issue.record("the stage has to fail")
      return
    }
    #expect(failure.reason.contains("version 1"))
  }

  @Test func memoryKeepsLargeStagesApart() throws {
    let stages = (0..<4).map { index in
      Stage(
        kind: "mix", version: 1, title: "large \(index)",
        specification: .object([("milliseconds", .number(50)), ("index", .number(index))]),
        cost: Cost(seconds: 1, memory: 600))
    }
    let place = try TemporaryStore()
    let running = Mutex((now: 0, most: 0))
    let options = { (options: inout LocalExecutor.Options) in
      options.jobs = 4
      options.memory = 1000
    }
    let result = Toy.watch(try Plan(stages), in: place.store, options: options) { event in
      running.withLock { count in
        if case .started = event.kind { count.now += 1 }
        if case .finished = event.kind { count.now -= 1 }
        count.most = max(count.most, count.now)
      }
    }
    #expect(result.isComplete)
    #expect(running.withLock { $0.most } == 1)
  }
}
