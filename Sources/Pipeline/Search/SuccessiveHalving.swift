import Datasets
import Experiments
import NeuralNetworks
import Runner
import Specification

/// Decides which rows of a sweep are trained to the end.
///
/// Rung by rung the remaining rows are trained up to the rung's epoch, going on from the rung before;
/// then the rows stay that are best by what their trainings watch. The training that is finished in the end has
/// the key it would have without a search.
public struct SuccessiveHalving: Sendable {
  /// A row that was not trained to the end.
  public struct Stopped: Sendable, Equatable {
    /// The row, from 0.
    public let row: Int
    /// After which epoch, and how it compared.
    public let reason: String
  }

  private var plan: SweepPlan
  private let options: Halving
  /// The rows that still take part, in the order of the sweep.
  public private(set) var remaining: [Int]
  /// The rows that do not, in the order in which they were stopped.
  public private(set) var stopped: [Stopped] = []
  private var rung = 0

  /// A search over the rows of a plan; nil when the experiment asks for none.
  ///
  /// - Throws: `Problem` when the rows cannot be compared.
  public init?(_ plan: SweepPlan) throws(Problem) {
    guard let options = plan.sweep.halving else { return nil }
    self.plan = plan
    self.options = options
    remaining = plan.sweep.rows.map(\.index)
    for row in plan.sweep.rows {
      let epochs = row.experiment.training.epochs
      if let late = options.rungs.first(where: { $0 >= epochs }) {
        throw problem("the rung \(late) is not before the last epoch, \(epochs), of \(row.label)")
      }
    }
    if let obstacle = HalvingUnit.obstacle(to: options.criterion, in: plan) {
      throw problem(obstacle)
    }
  }

  private func problem(_ message: String) -> Problem {
    let halving = plan.sweep.file.root["sweep"]?["halving"]
    return Problem(
      message, at: JSONPath([.name("sweep"), .name("halving")]), location: halving?.location)
  }

  /// Whether all comparisons are done.
  public var isDone: Bool { rung == options.rungs.count }

  /// The stages that the next comparison needs.
  ///
  /// - Throws: `PlanError` never for a plan that holds together.
  public func nextPlan() throws -> Runner.Plan {
    let partial = trials.compactMap { partialTraining(of: $0, at: rung) }
    return try Plan(stages(leadingTo: Set(partial.flatMap(\.inputs))) + earlier + partial)
  }

  /// Compares the rows by what the stages of `nextPlan` left, and goes to the next rung.
  ///
  /// - Parameter artefact: reads a JSON file of a stage; nil where the training failed.
  /// - Throws: what `artefact` throws, `Problems` for a file that is none of a training.
  public mutating func compare(_ artefact: (StageKey, String) throws -> JSON?) throws {
    var values: [(row: Int, value: Double)] = []
    for row in remaining {
      var sum = 0.0
      var count = 0.0
      for trial in trials where trial.row == row {
        guard let stage = partialTraining(of: trial, at: rung) else { continue }
        let file = ReportFile<[EpochReport]>.epochs
        let epochs = try artefact(stage.key, file.name).map { try file.content(of: $0) }
        sum += metric(epochs?.last) ?? .infinity
        count += 1
      }
      values.append((row, sum / count))
    }
    let ranked = values.sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    let kept = max(1, Int((Double(ranked.count) * options.keep).rounded(.up)))
    for (position, loser) in ranked.enumerated().dropFirst(kept) {
      stopped.append(Stopped(row: loser.row, reason: reason(position, loser.value, ranked.count)))
    }
    remaining = ranked.prefix(kept).map(\.row).sorted()
    rung += 1
  }

  private func reason(_ position: Int, _ value: Double, _ count: Int) -> String {
    let epoch = options.rungs[rung]
    guard value.isFinite else { return "stopped after epoch \(epoch): its training failed" }
    let shown = Decimal.text(options.criterion == .loss ? value : -value, digits: 5)
    let name = "\(watched.rawValue) \(options.criterion.rawValue)"
    return "stopped after epoch \(epoch): \(name) \(shown), "
      + "rank \(position + 1) of \(count)"
  }

  /// The number that is smaller for the better row, of the epoch whose weights a training would end
  /// with.
  private func metric(_ epoch: EpochReport?) -> Double? {
    guard let epoch else { return nil }
    return switch options.criterion {
    case .loss:
      watched == .validation ? epoch.validationLossPerPixel : epoch.trainLossPerPixel
    case .accuracy: epoch.validationAccuracy.map { -$0 }
    }
  }

  /// What the trainings watch: all of them the same.
  private var watched: WatchedLoss { plan.trials.first?.watch?.loss ?? .training }

  private var trials: [TrialPlan] {
    plan.trials.filter { remaining.contains($0.row) }
  }

  /// Stages of the plan with all that they are computed from.
  private func stages(leadingTo keys: Set<StageKey>) -> [Stage] {
    var needed = keys
    for stage in plan.plan.stages.reversed() where needed.contains(stage.key) {
      needed.formUnion(stage.inputs)
    }
    return plan.plan.stages.filter { needed.contains($0.key) }
  }

  private var earlier: [Stage] {
    (0..<rung).flatMap { rung in trials.compactMap { partialTraining(of: $0, at: rung) } }
  }

  /// The training of a trial up to a rung.
  private func partialTraining(of trial: TrialPlan, at rung: Int) -> Stage? {
    guard let full = trial.train.flatMap({ plan.plan[$0] }) else { return nil }
    let before = rung > 0 ? partialTraining(of: trial, at: rung - 1) : nil
    return TrainStage.partial(full, until: options.rungs[rung], continuing: before?.key)
  }

  /// The same search in a plan with other pictures.
  func showing(_ plan: SweepPlan) -> SuccessiveHalving {
    var copy = self
    copy.plan = plan
    return copy
  }

  /// The stages of the rows that are left, their trainings going on from the last rung.
  ///
  /// - Throws: `PlanError` never for a plan that holds together.
  public func finalPlan() throws -> Runner.Plan {
    let wanted = Set(trials.flatMap(\.all))
    var continued: [StageKey: Stage] = [:]
    for trial in trials {
      guard let key = trial.train, let full = plan.plan[key],
        let last = partialTraining(of: trial, at: options.rungs.count - 1)
      else { continue }
      continued[key] = TrainStage.continuing(full, from: last.key)
    }
    let stages = self.stages(leadingTo: wanted)
    return try Plan(earlier + stages.map { continued[$0.key] ?? $0 }, targets: wanted)
  }
}

/// What the losses of a row are measured in: only rows of one unit can be compared by them.
struct HalvingUnit: Hashable {
  /// What differs, in words, with what it is in this row.
  private let parts: [String: String]

  /// Why the trainings of a plan cannot be compared; nil when they can.
  static func obstacle(to criterion: Halving.Criterion, in plan: SweepPlan) -> String? {
    for trial in plan.trials {
      let label = plan.sweep.rows[trial.row].label
      guard let watch = trial.watch else {
        return "\(label) has no training, by which it could be compared"
      }
      guard criterion == .accuracy else { continue }
      guard trial.architecture.classCount != nil else {
        return "\(label) is no classifier, whose accuracy could be compared: compare by \"loss\""
      }
      guard watch.loss == .validation else {
        return "accuracy is compared on validation images, and the dataset names none: take some "
          + "from the training images, or compare by \"loss\", which is that of training then"
      }
    }
    let units = plan.trials.map { HalvingUnit($0, plan.sweep.rows[$0.row]) }
    guard let first = units.first, let place = units.firstIndex(where: { $0 != first }) else {
      return nil
    }
    let names = first.parts.keys.filter { first.parts[$0] != units[place].parts[$0] }.sorted()
    // The accuracies of two losses can be compared, those on other images cannot.
    let relevant = criterion == .accuracy ? names.filter { $0 == Self.images } : names
    guard let name = relevant.first else { return nil }
    let labels = [plan.trials[0], plan.trials[place]].map { plan.sweep.rows[$0.row].label }
    return "\(labels[0]) and \(labels[1]) differ in \(name) (\(first.parts[name] ?? "–") and "
      + "\(units[place].parts[name] ?? "–")), so that their losses cannot be compared: let all rows "
      + "have the same, or leave out \"halving\""
  }

  private static let images = "the images that are watched"

  private init(_ trial: TrialPlan, _ row: ExpandedSweep.Row) {
    let watched = trial.watch?.loss ?? .training
    let dataset = row.experiment.dataset
    let split = watched == .validation ? SplitName.validation : .train
    let isClassifier = trial.architecture.classCount != nil
    let loss = row.experiment.training.loss
    // Losses are compared as means over numbers, whatever the reduction.
    let options = (loss?.described.json.members ?? []).filter { $0.name != "reduction" }
    let kind = loss?.kind ?? (isClassifier ? CrossEntropy.kind : MeanSquaredError.kind)
    let isPlain = options.isEmpty
    parts = [
      "the loss": isPlain ? kind : kind + " " + JSON(.object(options)).canonical,
      "the scale of pixels": isClassifier ? "any" : dataset.scale.json.canonical,
      Self.images: dataset[split]?.json.canonical ?? "none",
    ]
  }
}
