import Files
import Numerics
import Reduction
import Runner
import Specification

/// One step of a reduction: fits it to one representation and maps another.
struct ReduceStage: StageSpecification {
  /// The step.
  var step: OneOf<Reducers>?
  /// The stage that left what is mapped.
  var samples = StageReference()
  /// The stage that left what the step is fitted to; none: what is mapped.
  var fit: StageReference?
  /// The seed; none for a step that draws nothing.
  var seed: Int?

  static var kind: String { "reduce" }
  static var version: Int { 4 }
  static var summary: String { "One step of a reduction." }
  static var fields: [Field<ReduceStage>] {
    [
      Field("step", \.step, "the step", isRequired: true),
      Field("samples", \.samples, "the stage of what is mapped", isRequired: true),
      Field("fit", \.fit, "the stage of what the step is fitted to"),
      Field("seed", \.seed, "the seed of a random step"),
    ]
  }

  var inputs: [StageKey] { [samples.key, fit?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    guard let step else { return }
    let samples = try task.matrix(samples.key, ArtefactFile.embedding)
    let fitted = try fit.map { try task.matrix($0.key, fittedFile(of: $0.key, task)) } ?? samples
    let reduction = try finalOnThrow {
      try step.value.fit(fitted, seed: UInt64(seed ?? 0))
    }
    reduction.notes.forEach(task.note)
    if fit == nil {
      try task.write(reduction.embedding, as: ArtefactFile.embedding)
    } else {
      guard let map = reduction.map else {
        throw StageFailure(
          "\(step.kind) cannot map other samples than it was fitted to; "
            + "leave out evaluation.fit", isFinal: true)
      }
      try task.write(reduction.embedding, as: ArtefactFile.fitted)
      try task.write(
        try finalOnThrow { try map.apply(to: samples) }, as: ArtefactFile.embedding)
    }
    var report = ReduceReport()
    report.measurements = try Measurements(reduction.measurements)
    report.shares = reduction.shares
    try task.write(report, as: .reduce)
    if let pca = reduction.map as? PrincipalComponents { try write(pca, task) }
  }

  /// A reduction leaves what it was fitted to beside what it mapped; an embedding is whole.
  private func fittedFile(of key: StageKey, _ task: StageTask) -> String {
    key == samples.key ? ArtefactFile.fitted : ArtefactFile.embedding
  }

  /// The mean and the leading components, which figures show as images.
  private func write(_ pca: PrincipalComponents, _ task: StageTask) throws {
    try task.write(pca.mean.map { Float($0) }, shape: [pca.mean.count], as: ArtefactFile.mean)
    try task.write(pca.components.converted(to: Float.self), as: ArtefactFile.components)
  }
}

/// Runs a body whose errors say that the data does not allow the computation, so that trying again
/// would give the same error.
func finalOnThrow<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as StageFailure {
    throw error
  } catch {
    throw StageFailure("\(error)", isFinal: true)
  }
}

/// What a step of a reduction tells.
package struct ReduceReport: Described, Equatable {
  /// What was measured.
  package var measurements = Measurements()
  /// The share of the variance along each axis, 0 to 1, where the step finds axes by it.
  package var shares: [Double] = []

  package init() {}

  package static var kind: String { "reduceReport" }
  package static var summary: String { "What a step of a reduction tells." }
  package static var fields: [Field<ReduceReport>] {
    [
      Field("measurements", \.measurements, "what was measured", isRequired: true),
      Field("shares", \.shares, "the share of the variance along each axis", isRequired: true),
    ]
  }
}

extension ReportFile<ReduceReport> {
  /// What a step of a reduction tells.
  package static var reduce: Self { Self() }
}
