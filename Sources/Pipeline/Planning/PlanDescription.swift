import Experiments
import NeuralNetworks
import Runner
import Specification

/// A plan for people: the stages as a tree, what is stored, what the rest will take.
public struct PlanDescription {
  private let plan: SweepPlan
  /// Whether each stage of the plan has to be computed.
  private let isMissing: [Bool]
  private let records: Int
  private let correction: CostCorrection
  private let continuations: Continuations

  /// Describes a plan against a store, whose earlier durations correct what is expected.
  public init(_ plan: SweepPlan, store: Store) {
    let durations = store.durations()
    self.plan = plan
    isMissing = plan.plan.missingPlaces { store.contains($0) }
    records = durations.count
    continuations = Continuations(for: plan.plan, in: store)
    correction = CostCorrection(durations)
  }

  /// The stages that a run would compute.
  public var missingStages: some Sequence<Stage> {
    zip(plan.plan.stages, isMissing).lazy.filter(\.1).map(\.0)
  }

  /// The description.
  public var text: String {
    (heading + [""] + tree + [""] + [total] + search + notes).joined(separator: "\n")
  }

  private var heading: [String] {
    let rows = plan.sweep.rows.count
    let seeds = plan.sweep.seeds.count
    return [
      plan.sweep.title,
      "\(rows) \(rows == 1 ? "row" : "rows") x \(seeds) \(seeds == 1 ? "seed" : "seeds") = "
        + "\(plan.trials.count) \(plan.trials.count == 1 ? "trial" : "trials")",
    ] + plan.catalogue.files.map { "data: \($0)" }
  }

  /// More stages than anybody reads are counted instead.
  private static let shownStages = 10_000

  /// How many stages of each kind there are, in the order of the plan.
  private var counts: [String] {
    var kinds: [String] = []
    var all: [String: Int] = [:]
    var open: [String: Int] = [:]
    for (stage, isMissing) in zip(plan.plan.stages, isMissing) {
      if all[stage.kind] == nil { kinds.append(stage.kind) }
      all[stage.kind, default: 0] += 1
      if isMissing { open[stage.kind, default: 0] += 1 }
    }
    return kinds.map { "\(all[$0] ?? 0) stages \($0): \(open[$0] ?? 0) to run" }
  }

  private var tree: [String] {
    guard plan.plan.stages.count <= Self.shownStages else { return counts }
    var parameters: [StageKey: Int] = [:]
    for trial in plan.trials {
      if let key = trial.train { parameters[key] = trial.architecture.parameterCount }
    }
    var depths: [StageKey: Int] = [:]
    return zip(plan.plan.stages, isMissing).map { stage, isMissing in
      let depth = stage.inputs.map { (depths[$0] ?? 0) + 1 }.max() ?? 0
      depths[stage.key] = depth
      let mark = isMissing ? "run   " : "stored"
      let size = parameters[stage.key].map { ", \($0) parameters" } ?? ""
      let cost =
        isMissing
        ? "  ~\(Self.duration(seconds(stage))), \(ByteCount.text(stage.cost.memory))"
        : ""
      let start = isMissing ? start(of: stage) : ""
      let indentation = String(repeating: "  ", count: depth)
      return "\(mark)  \(stage.key.short)  \(indentation)\(stage.title)\(size)\(start)\(cost)"
    }
  }

  /// The stored training that a stage goes on from, or why it cannot go on from one.
  private func start(of stage: Stage) -> String {
    guard let shorter = continuations.shorter(than: stage) else { return "" }
    guard let obstacle = shorter.obstacle else { return ", from epoch \(shorter.epoch)" }
    return ", not from the stored epoch \(shorter.epoch): \(obstacle)"
  }

  /// What a stage is expected to take, going on from what is stored.
  private func seconds(_ stage: Stage) -> Double {
    guard let shorter = continuations.shorter(than: stage), shorter.obstacle == nil else {
      return correction.seconds(stage)
    }
    return correction.seconds(
      TrainStage.continuing(stage, from: shorter.stage.key, after: shorter.epoch))
  }

  private var total: String {
    let missing = isMissing.count { $0 }
    let seconds = missingStages.reduce(0) { $0 + self.seconds($1) }
    let memory = missingStages.reduce(0) { max($0, $1.cost.memory) }
    let counts =
      "\(plan.plan.stages.count) stages, \(plan.plan.stages.count - missing) stored, "
      + "\(missing) to run"
    guard missing > 0 else { return counts }
    let basis = records > 0 ? " (corrected by what \(records) earlier stages took)" : ""
    return counts + "; about \(Self.duration(seconds)) of one core\(basis), "
      + "at most \(ByteCount.text(memory)) in one worker"
  }

  private var search: [String] {
    guard let halving = plan.sweep.halving else { return [] }
    let rungs = halving.rungs.map(String.init).joined(separator: ", ")
    let share = Decimal.text(halving.keep * 100, digits: 0)
    return [
      "successive halving after epochs \(rungs): \(share) % of the rows go on each time, so less "
        + "than this will run"
    ]
  }

  private var notes: [String] {
    let all = ReportedNote.list(plan.notes, of: plan.sweep)
    return all.isEmpty ? [] : [""] + all.map(\.line)
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 9.95 { return "\(Decimal.text(seconds, digits: 1)) s" }
    if seconds < 90 { return "\(Int(seconds.rounded())) s" }
    if seconds < 5400 { return "\(Int((seconds / 60).rounded())) min" }
    return "\(Decimal.text(seconds / 3600, digits: 1)) h"
  }
}

/// Why a stage has to be computed: what differs from the nearest one of its kind in the store.
public struct Explanation: Sendable {
  /// One value that differs.
  public struct Difference: Sendable, Equatable {
    /// Where it stands in the stage's specification.
    public var path: String
    /// The stored stage's value; nil where it has none.
    public var stored: String?
    /// The wanted stage's value; nil where it has none.
    public var wanted: String?
  }

  /// The stage.
  public let stage: Stage
  /// The nearest stored stage; nil when none of its kind is stored.
  public let nearest: StageKey?
  /// What differs from it.
  public let differences: [Difference]

  /// Explains each stage of a plan that is not stored.
  public static func explain(_ plan: Plan, in store: Store) -> [Explanation] {
    let missing = plan.stages.filter { !store.contains($0.key) }
    guard !missing.isEmpty else { return [] }
    let stored = store.list().compactMap { try? $0.artefact.get() }
    let candidates = Dictionary(grouping: stored, by: \.kind).mapValues { artefacts in
      artefacts.compactMap { artefact in
        (try? artefact.specification()).map { (artefact, $0.leaves.mapValues(\.canonical)) }
      }
    }
    return missing.map { Explanation($0, among: candidates[$0.kind] ?? []) }
  }

  private init(_ stage: Stage, among candidates: [(Artefact, [String: String])]) {
    self.stage = stage
    let wanted = stage.specification.leaves.mapValues(\.canonical)
    let ranked = candidates.map { artefact, stored in
      (artefact: artefact, differences: Self.differences(stored, wanted, artefact, stage))
    }
    let best = ranked.min { left, right in
      (left.differences.count, left.artefact.key) < (right.differences.count, right.artefact.key)
    }
    nearest = best?.artefact.key
    differences = best?.differences ?? []
  }

  private static func differences(
    _ stored: [String: String], _ wanted: [String: String], _ artefact: Artefact, _ stage: Stage
  ) -> [Difference] {
    var differences: [Difference] = []
    if artefact.version != stage.version {
      differences.append(
        Difference(
          path: "code version", stored: "\(artefact.version)", wanted: "\(stage.version)"))
    }
    for path in Set(stored.keys).union(wanted.keys).sorted() where stored[path] != wanted[path] {
      differences.append(Difference(path: path, stored: stored[path], wanted: wanted[path]))
    }
    return differences
  }

  /// The explanation in words.
  public var text: String {
    guard let nearest else {
      return "\(stage.title)\n  nothing of the kind \"\(stage.kind)\" is stored"
    }
    let lines = differences.map { difference in
      "  \(difference.path): \(Self.shown(difference.stored)) -> \(Self.shown(difference.wanted))"
    }
    return (["\(stage.title)", "  nearest stored stage: \(nearest.short)"] + lines)
      .joined(separator: "\n")
  }

  /// A value as it is written; of a key the first digits.
  private static func shown(_ value: String?) -> String {
    guard let value else { return "–" }
    return StageKey(hex: value.replacing("\"", with: ""))?.short ?? value
  }
}
