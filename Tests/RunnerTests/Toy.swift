import Foundation
import Runner
import Specification
import TestSupport

/// Plans of toy stages, and runs of them in the processes of `ToyWorker`.
enum Toy {
  /// The program, built beside the tests.
  static let program: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("ToyWorker").path
    if FileManager.default.fileExists(atPath: beside) { return beside }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return bundle.appendingPathComponent("ToyWorker").path
  }()

  /// A stage that mixes its inputs, in steps that each take so long and leave a checkpoint.
  static func mix(
    _ name: String, _ inputs: [Stage] = [], steps: Int = 1, milliseconds: Int = 0, size: Int = 100
  ) -> Stage {
    Stage(
      kind: "mix", version: 1, title: name,
      specification: .object([
        ("name", .string(name)), ("steps", .number(steps)), ("milliseconds", .number(milliseconds)),
        ("size", .number(size)), ("inputs", .array(inputs.map { .string($0.key.hex) })),
      ]), inputs: inputs.map(\.key), cost: Cost(seconds: Double(steps * milliseconds + 5) / 1000))
  }

  /// A stage that fails.
  static func fail(_ reason: String, isFinal: Bool = false, _ inputs: [Stage] = []) -> Stage {
    Stage(
      kind: "fail", version: 1, title: reason,
      specification: .object([("reason", .string(reason)), ("final", JSON(.bool(isFinal)))]),
      inputs: inputs.map(\.key))
  }

  /// A stage that misbehaves; with a marker file only the first time.
  static func misbehave(_ how: String, marker: String? = nil) -> Stage {
    Stage(
      kind: "misbehave", version: 1, title: how,
      specification: .object([("how", .string(how)), ("once", JSON(.bool(marker != nil)))]),
      context: .object(marker.map { [("marker", .string($0))] } ?? []))
  }

  /// A sweep: so many trainings, two reductions of each, two scores of each reduction.
  static func sweep(trainings: Int, steps: Int = 4, milliseconds: Int = 10) throws -> Plan {
    var stages: [Stage] = []
    for training in 0..<trainings {
      let train = mix(
        "train \(training)", steps: steps, milliseconds: milliseconds, size: 40_000)
      stages.append(train)
      for reduction in 0..<2 {
        let reduce = mix(
          "reduce \(training).\(reduction)", [train], milliseconds: 2, size: 3000)
        stages.append(reduce)
        for score in 0..<2 {
          stages.append(mix("score \(training).\(reduction).\(score)", [reduce, train]))
        }
      }
    }
    return try Plan(stages)
  }

  /// Runs a plan with a coordinator in this process.
  static func run(
    _ plan: Plan, in store: Store, program: String = Toy.program,
    _ options: (inout LocalExecutor.Options) -> Void = { _ in }
  ) -> RunResult {
    watch(plan, in: store, program: program, options: options) { _ in }
  }

  /// Runs a plan with a coordinator in this process and looks at its events.
  static func watch(
    _ plan: Plan, in store: Store, stop: StopSwitch = StopSwitch(), program: String = Toy.program,
    options: (inout LocalExecutor.Options) -> Void = { _ in },
    _ report: @escaping (RunEvent) -> Void
  ) -> RunResult {
    var chosen = LocalExecutor.Options()
    chosen.jobs = 2
    options(&chosen)
    let executor = LocalExecutor(
      worker: WorkerCommand(executable: program, arguments: ["worker"]), options: chosen)
    return executor.run(plan, in: store, stop: stop, report: report)
  }

  /// The bytes of every file of every stage, by stage and name; manifests tell durations and are
  /// left out.
  static func contents(of plan: Plan, in store: Store) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for stage in plan.stages {
      guard let artefact = try store.artefact(stage.key) else { continue }
      for file in artefact.files {
        let path = try artefact.verified(file.name)
        contents["\(stage.key)/\(file.name)"] = try Array(
          Data(contentsOf: URL(fileURLWithPath: path)))
      }
    }
    return contents
  }
}

/// A store in a folder of its own.
struct TemporaryStore {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(at: folder.path("store"))
  }

  /// The names in one of the store's folders.
  func names(_ part: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: store.root + "/" + part)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }
}
