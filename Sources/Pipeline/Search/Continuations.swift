import Files
import NeuralNetworks
import Runner
import Specification

/// The trainings in a store that others of the same specification, but of more epochs, can go on from.
///
/// Going on gives the same bytes as training from the beginning, so that a training's key does not say
/// whether it did.
struct Continuations {
  /// A stored training that another is a longer one of.
  struct Shorter {
    /// The stored training, as a stage of a plan.
    let stage: Stage
    /// Its last epoch.
    let epoch: Int
    /// Why the longer one cannot go on from it; nil: it can.
    let obstacle: String?
  }

  private let stored: [String: [Candidate]]
  private let wanted: Set<StageKey>

  private struct Candidate {
    let artefact: Artefact
    let stage: TrainStage
    let specification: JSON
    /// The epoch after which it ended or paused.
    var end: Int { stage.until ?? stage.training.epochs }
  }

  /// Looks for trainings in a store, unless nothing of a plan has to be trained.
  init(for plan: Plan, in store: Store) {
    let trainings = plan.stages.lazy.filter { $0.kind == TrainStage.kind }.map(\.key)
    let candidates =
      trainings.allSatisfy { store.contains($0) } ? [] : Self.candidates(in: store)
    wanted = candidates.isEmpty ? [] : Set(trainings.filter { !store.contains($0) })
    stored = Dictionary(grouping: candidates) { Self.family(of: $0.specification) }
  }

  private static func candidates(in store: Store) -> [Candidate] {
    store.artefacts(holding: ArtefactFile.curve).compactMap { artefact in
      guard artefact.kind == TrainStage.kind, artefact.version == TrainStage.version,
        let specification = try? artefact.specification()
      else { return nil }
      var problems = Problems()
      return TrainStage.read(specification, at: JSONPath(), into: &problems).map {
        Candidate(artefact: artefact, stage: $0, specification: specification)
      }
    }
  }

  /// What trainings have in common that differ in the number of epochs alone.
  private static func family(of specification: JSON) -> String {
    let members = (specification.members ?? []).filter { $0.name != "until" }
    return JSON.object(members.map { ($0.name, $0.value) }).withoutLength.canonical
  }

  /// The longest stored training that a stage is a longer one of: one that it can go on from, where there
  /// is any; nil for another kind of stage, and where none is stored.
  func shorter(than stage: Stage) -> Shorter? {
    guard !stored.isEmpty, wanted.contains(stage.key),
      let candidates = stored[Self.family(of: stage.specification)]
    else { return nil }
    var problems = Problems()
    guard let longer = TrainStage.read(stage.specification, at: JSONPath(), into: &problems) else {
      return nil
    }
    let end = longer.until ?? longer.training.epochs
    let found = candidates.filter { $0.artefact.key != stage.key && $0.end <= end && $0.end > 0 }
      .map { shorter($0, of: longer) }
      .sorted { ($0.epoch, $0.stage.key) < ($1.epoch, $1.stage.key) }
    return found.last { $0.obstacle == nil } ?? found.last
  }

  private func shorter(_ candidate: Candidate, of longer: TrainStage) -> Shorter {
    let artefact = candidate.artefact
    let stage = Stage(
      kind: artefact.kind, version: artefact.version, title: artefact.title,
      specification: candidate.specification, inputs: candidate.stage.inputs)
    return Shorter(
      stage: stage, epoch: candidate.end, obstacle: obstacle(to: longer, from: candidate))
  }

  private func obstacle(to longer: TrainStage, from candidate: Candidate) -> String? {
    let (own, other) = (longer.training, candidate.stage.training)
    if own.epochs != other.epochs {
      if let obstacle = own.lengthObstacle { return obstacle }
      let kept = other.checkpoints.epochs(of: other.epochs)
      let wanted = own.checkpoints.epochs(of: own.epochs).filter { $0 <= candidate.end }
      if let missing = wanted.first(where: { !kept.contains($0) }) {
        return "its checkpoints are evenly spaced over its own epochs, so that epoch \(missing) is "
          + "missing; list them in \"checkpoints\""
      }
    }
    guard candidate.artefact.files.contains(where: { $0.name == TrainStage.state }) else {
      return "it was stored by an earlier version of this program, without its optimizer"
    }
    return nil
  }

  /// A plan whose trainings go on from stored ones, where that saves epochs.
  ///
  /// - Throws: `PlanError` never for a plan that holds together.
  func applied(to plan: Plan) throws(PlanError) -> Plan {
    guard !stored.isEmpty else { return plan }
    var sources: [Stage] = []
    let stages = plan.stages.map { stage in
      guard let shorter = shorter(than: stage), shorter.obstacle == nil,
        shorter.epoch > Self.epoch(before: stage, in: plan),
        shorter.stage.inputs.allSatisfy({ plan[$0] != nil })
      else { return stage }
      sources.append(shorter.stage)
      return TrainStage.continuing(stage, from: shorter.stage.key, after: shorter.epoch)
    }
    return sources.isEmpty ? plan : try Plan(sources + stages, targets: plan.targets)
  }

  /// The epoch that a training of a search goes on from by itself.
  private static func epoch(before stage: Stage, in plan: Plan) -> Int {
    let key = stage.context[TrainStage.continuing]?.string.flatMap(StageKey.init(hex:))
    return key.flatMap { plan[$0] }?.specification["until"]?.integer ?? 0
  }
}
