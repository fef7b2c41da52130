import Clustering
import Datasets
import Experiments
import NeuralNetworks
import Numerics
import Runner
import Specification

extension TrialPlanner {
  /// Plans what else the representation is measured by; what a probe lacks is a problem at its place.
  ///
  /// - Throws: `Problem` for a split that the dataset does not have.
  mutating func planProbes(
    of model: ModelReference, scored: SplitName, columns: Int
  ) throws(Problem) {
    let isReduced = experiment.evaluation.probed == .reduced
    for (index, probe) in (experiment.evaluation.probes ?? []).enumerated() {
      let path = JSONPath([.name("evaluation"), .name("probes"), .index(index)])
      if isReduced, experiment.reduction.isEmpty {
        weigh(
          [.refusal("there is no \"reduction\" whose result could be probed")],
          at: JSONPath([.name("evaluation"), .name("probed")]))
        return
      }
      let lacks = try whatIsMissing(for: probe.value, scored: scored)
      guard lacks.isEmpty else {
        weigh(lacks, at: path)
        continue
      }
      var stage = ProbeStage()
      stage.probe = probe
      stage.seed = probe.value.isRandom ? seed : nil
      if probe.value.needs.contains(.origin) {
        try planWithOrigin(stage, model, scored: scored, columns: columns, at: path)
      } else {
        try complete(&stage, model, scored: scored, isReduced: isReduced)
        try add(stage, scored: scored, columns: isReduced ? columns : nil, at: path)
      }
    }
  }

  /// The classes that a probe compares with.
  private func whatIsMissing(
    for probe: any Probe, scored: SplitName
  ) throws(Problem) -> [Finding] {
    var findings: [Finding] = []
    if probe.needs.contains(.labels), try !dataset.hasLabels(scored, neededBy: row) {
      findings.append(
        .refusal("the probe compares with classes, but the \(scored.words) images have no labels"))
    }
    guard probe.needs.contains(.training) else { return findings }
    guard dataset.has(.train) else {
      return findings + [
        .refusal("the probe learns from training images: name \"train\" in \"dataset\"")
      ]
    }
    if scored == .train {
      findings.append(
        .refusal("the probe learns from the training images, so that it cannot judge by them"))
    }
    if try !dataset.hasLabels(.train, neededBy: row) {
      findings.append(
        .refusal("the probe learns from the labels of the training images: name \"labels\" there"))
    }
    return findings
  }

  /// Samples and classes that a probe compares.
  private mutating func complete(
    _ stage: inout ProbeStage, _ model: ModelReference, scored: SplitName, isReduced: Bool
  ) throws(Problem) {
    guard let embedding = trial.embed[scored] else { return }
    let last = isReduced ? trial.reduce.last : nil
    stage.samples = StageReference(last ?? embedding)
    let needs = stage.probe?.value.needs ?? []
    if needs.contains(.labels) { stage.data = try data(scored) }
    guard needs.contains(.training) else { return }
    stage.trainingData = try data(.train)
    if let last {
      stage.training = StageReference(last)
      return
    }
    if trial.embed[.train] == nil { try planEmbedding(of: .train, model) }
    stage.training = trial.embed[.train].map { StageReference($0) }
    guard needs.contains(.validation), scored != .validation, dataset.has(.validation),
      try dataset.hasLabels(.validation, neededBy: row)
    else { return }
    if trial.embed[.validation] == nil { try planEmbedding(of: .validation, model) }
    stage.validation = trial.embed[.validation].map { StageReference($0) }
    stage.validationData = try data(.validation)
  }

  /// Neighbours in the embedding beside those among pixels, and those in the reduction beside those in the
  /// embedding, as far as there is a network, and a reduction.
  private mutating func planWithOrigin(
    _ empty: ProbeStage, _ model: ModelReference, scored: SplitName, columns: Int, at path: JSONPath
  ) throws(Problem) {
    guard let embedding = trial.embed[scored] else { return }
    if !architecture.stacks.isEmpty {
      var stage = empty
      stage.samples = StageReference(embedding)
      stage.pixels = try data(scored)
      stage.scale = dataset.scale
      try add(stage, scored: scored, columns: nil, at: path)
    }
    if let last = trial.reduce.last {
      var stage = empty
      stage.samples = StageReference(last)
      stage.origin = StageReference(embedding)
      try add(stage, scored: scored, columns: columns, at: path)
    }
    if architecture.stacks.isEmpty, trial.reduce.isEmpty {
      note(
        "probe.origin", "Pixels that are not reduced are their own neighbours",
        cure: "The probe says nothing of this row and is left out", at: path)
    }
  }

  private mutating func add(
    _ stage: ProbeStage, scored: SplitName, columns: Int?, at path: JSONPath
  ) throws(Problem) {
    guard let probe = stage.probe else { return }
    let training = stage.training == nil ? 0 : try dataset.split(.train, neededBy: row).count
    let facts = ProbeFacts(
      rows: try dataset.split(scored, neededBy: row).count,
      columns: columns ?? sized.featureCount,
      originColumns: stage.pixels != nil ? architecture.input.count : sized.featureCount,
      training: training, classes: dataset.classCount ?? 0)
    weigh(probe.value.findings(on: facts), at: path)
    trial.probes.append(
      add(
        stage.stage(
          "probe \(probe.kind)", of: name, cost: Cost(probe.value.work(on: facts)))))
    trial.probeMetrics += type(of: probe.value).metrics.filter { metric in
      metric != (stage.pixels == nil ? .pixelTrustworthiness : .reductionTrustworthiness)
    }
  }
}
