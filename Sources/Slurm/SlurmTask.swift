import Files
import Foundation
import Pipeline
import Runner
import Specification

/// What one task of a round computes, as it is frozen for the node that will run it.
struct SlurmTask {
  /// The stages and everything that they are made from.
  let plan: Plan
  /// The stages to compute, every one after its inputs.
  let stages: [Stage]

  /// The part of a plan that some stages need.
  init(_ keys: [StageKey], of whole: Plan) throws(PlanError) {
    var needed: [StageKey: Stage] = [:]
    var waiting = keys
    while let key = waiting.popLast() {
      guard needed[key] == nil, let stage = whole[key] else { continue }
      needed[key] = stage
      waiting += stage.inputs
    }
    // In the order of keys, so that the same stages give the same file.
    self.init(try Plan(needed.sorted { $0.key < $1.key }.map(\.value), targets: Set(keys)))
  }

  /// Reads what `write` wrote.
  ///
  /// - Throws: `FileError`, `Problem` or `PlanError` when it cannot be read.
  init(at path: String) throws {
    self.init(try Plan(StoredFile.json(at: path)))
  }

  private init(_ plan: Plan) {
    self.plan = plan
    stages = plan.stages.filter { plan.targets.contains($0.key) }
  }

  /// Writes the task for the node that runs it.
  func write(to path: String) throws(FileError) {
    try AtomicFile.write(plan.json.canonical + "\n", to: path)
  }
}
