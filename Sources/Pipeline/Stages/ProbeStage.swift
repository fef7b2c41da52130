import Clustering
import Datasets
import NeuralNetworks
import Numerics
import Runner
import Specification

/// Measures a representation, clusters apart.
struct ProbeStage: StageSpecification {
  /// The probe.
  var probe: OneOf<Probes>?
  /// The stage of the representation of the scored images.
  var samples = StageReference()
  /// The stage of the scored images with their labels.
  var data: StageReference?
  /// The stage of the same representation of the training images: the scored images' own where a reduction
  /// is fitted to them.
  var training: StageReference?
  /// The stage of the training images with their labels.
  var trainingData: StageReference?
  /// The stage of the same representation of the validation images.
  var validation: StageReference?
  /// The stage of the validation images with their labels.
  var validationData: StageReference?
  /// The stage of what the representation was made from.
  var origin: StageReference?
  /// The stage of the images, where that is their pixels.
  var pixels: StageReference?
  /// The interval of pixel values.
  var scale = PixelScale.unit
  /// The seed; none for a probe that draws nothing.
  var seed: Int?

  static var kind: String { "probe" }
  static var version: Int { 1 }
  static var summary: String { "Measures a representation, clusters apart." }
  static var fields: [Field<ProbeStage>] {
    [
      Field("probe", \.probe, "the probe", isRequired: true),
      Field("samples", \.samples, "the stage of the representation", isRequired: true),
      Field("data", \.data, "the stage of the scored images"),
      Field("training", \.training, "the stage of the training images in the representation"),
      Field("trainingData", \.trainingData, "the stage of the training images"),
      Field("validation", \.validation, "the stage of the validation images in the representation"),
      Field("validationData", \.validationData, "the stage of the validation images"),
      Field("origin", \.origin, "the stage of what the representation was made from"),
      Field("pixels", \.pixels, "the stage of the images it was made from"),
      Field("scale", \.scale, "the interval of pixel values", isRequired: true),
      Field("seed", \.seed, "the seed of a random probe"),
    ]
  }

  var inputs: [StageKey] {
    var keys: [StageKey] = []
    let all = [samples, data, training, trainingData, validation, validationData, origin, pixels]
    for key in all.compactMap({ $0?.key }) where !keys.contains(key) { keys.append(key) }
    return keys
  }

  func compute(_ task: StageTask) throws {
    guard let probe else { return }
    var subject = ProbeSubject(samples: try task.matrix(samples.key, ArtefactFile.embedding))
    subject.labels = try data.map { try task.integers($0.key, ArtefactFile.labels) }
    subject.training = try labelled(training, trainingData, task)
    subject.validation = try labelled(validation, validationData, task)
    subject.isOfPixels = pixels != nil
    subject.origin =
      try pixels.map { try task.images($0.key, scale: scale).matrix }
      ?? origin.map { try task.matrix($0.key, ArtefactFile.embedding) }
    let result = try finalOnThrow {
      try probe.value.measure(subject, seed: UInt64(seed ?? 0))
    }
    result.notes.forEach(task.note)
    try task.write(Measurements(result.measurements), as: .scores)
  }

  /// Samples with their classes. A reduction leaves what it was fitted to beside what it mapped; of training
  /// images that are scored themselves, the two are one.
  private func labelled(
    _ vectors: StageReference?, _ images: StageReference?, _ task: StageTask
  ) throws -> LabelledSamples? {
    guard let vectors, let images else { return nil }
    let isFitted = vectors == samples && images != data
    let file = isFitted ? ArtefactFile.fitted : ArtefactFile.embedding
    return LabelledSamples(
      samples: try task.matrix(vectors.key, file),
      labels: try task.integers(images.key, ArtefactFile.labels))
  }
}
