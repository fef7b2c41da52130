import Experiments
import Specification

/// A plan for people: the stages by kind, what is stored, what it will take.
public struct PlanDescription {
  private let plan: SweepPlan
  private let store: Store

  /// Describes a plan against a store.
  public init(_ plan: SweepPlan, store: Store) {
    self.plan = plan
    self.store = store
  }

  /// The description.
  public var text: String {
    let stages = plan.plan.stages
    let missing = plan.plan.missing { store.contains($0) }
    let seconds = stages.filter { missing.contains($0.key) }.reduce(0) { $0 + $1.cost.seconds }
    let memory = stages.filter { missing.contains($0.key) }.map(\.cost.memory).max() ?? 0
    var lines = [
      "\(plan.sweep.title)",
      "\(plan.sweep.rows.count) rows x \(plan.sweep.seeds.count) seeds = \(plan.trials.count) trials",
    ]
    lines += plan.catalogue.files.map { "data: \($0)" }
    lines.append("")
    var depths: [StageKey: Int] = [:]
    for stage in stages {
      let depth = stage.inputs.map { (depths[$0] ?? 0) + 1 }.max() ?? 0
      depths[stage.key] = depth
      let mark = missing.contains(stage.key) ? "run   " : "stored"
      let indentation = String(repeating: "  ", count: depth)
      let cost =
        missing.contains(stage.key)
        ? "  ~\(Self.duration(stage.cost.seconds)), \(Self.size(stage.cost.memory))" : ""
      lines.append("\(mark)  \(stage.key.short)  \(indentation)\(stage.title)\(cost)")
    }
    lines.append("")
    lines.append(
      "\(stages.count) stages, \(stages.count - missing.count) stored, \(missing.count) to run; "
        + "about \(Self.duration(seconds)) of one core, "
        + "at most \(Self.size(memory)) in one worker")
    return lines.joined(separator: "\n")
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 90 { return "\(max(1, Int(seconds.rounded()))) s" }
    if seconds < 5400 { return "\(Int((seconds / 60).rounded())) min" }
    return "\(Decimal.text(seconds / 3600, digits: 1)) h"
  }

  private static func size(_ bytes: Int) -> String {
    if bytes < 1 << 30 { return "\(max(1, bytes >> 20)) MB" }
    return "\(Decimal.text(Double(bytes) / Double(1 << 30), digits: 1)) GB"
  }
}
