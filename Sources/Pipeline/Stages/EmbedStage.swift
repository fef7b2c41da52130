import Datasets
import Files
import NeuralNetworks
import Numerics
import Runner
import Specification

/// What a stage needs to use a trained network, or the pixels in its place.
struct ModelReference: Described {
  /// The model.
  var model: OneOf<Models>?
  /// The stage that trained it; none for a model without weights.
  var training: StageReference?
  /// The epoch of a checkpoint; none: the end of training.
  var epoch: Int?
  /// The interval that pixel values are brought to.
  var scale = PixelScale.unit
  /// The number of classes of the data.
  var classes: Int?

  static var kind: String { "modelReference" }
  static var summary: String { "A model and where its weights are." }
  static var fields: [Field<ModelReference>] {
    [
      Field("model", \.model, "the model", isRequired: true),
      Field("training", \.training, "the stage that trained it"),
      Field("epoch", \.epoch, "the epoch of a checkpoint"),
      Field("scale", \.scale, "the interval of pixel values", isRequired: true),
      Field("classes", \.classes, "the number of classes"),
    ]
  }

  /// The model with its weights, for images of a shape `[H, W, C]`.
  func load(for shape: [Int], _ task: StageTask) throws -> TrainedModel {
    guard let model else { throw StageFailure("the stage names no model", isFinal: true) }
    let file = epoch.map { TrainStage.weights(at: $0) } ?? ArtefactFile.weights
    let weights = try training.map { try StoredFile.bytes(at: task.input($0.key, file)) }
    return try TrainedModel(model: model, input: shape, classes: classes, safetensors: weights)
  }
}

/// Maps the images of a split to vectors.
struct EmbedStage: StageSpecification {
  /// What maps them.
  var model = ModelReference()
  /// The stage of the images.
  var data = StageReference()

  static var kind: String { "embed" }
  static var version: Int { 2 }
  static var summary: String { "Maps images to vectors." }
  static var fields: [Field<EmbedStage>] {
    [
      Field("model", \.model, "what maps them", isRequired: true),
      Field("data", \.data, "the stage of the images", isRequired: true),
    ]
  }

  var inputs: [StageKey] { [data.key, model.training?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    let images = try task.images(data.key, scale: model.scale)
    let model = try model.load(for: images.shape, task)
    let vectors = try model.embed(images)
    if self.model.training != nil { EmbeddingCollapse(vectors).notes.forEach(task.note) }
    try task.write(vectors, as: ArtefactFile.embedding)
  }
}

/// Looks for latent vectors that tell images apart less than they could. What is odd about pixels is
/// said by plans.
struct EmbeddingCollapse {
  private let rows: Int
  private let columns: Int
  private let different: Int
  private let constant: Int

  /// Looks at latent vectors `[n, d]`.
  init(_ vectors: Matrix<Float>) {
    rows = vectors.rows
    columns = vectors.columns
    different = vectors.firstNonFinite == nil ? DistinctRows(vectors).first.count : rows
    constant = vectors.constantColumns.count
  }

  /// What is odd: all vectors equal, most of them, or numbers that are the same for every image.
  var notes: [Note] {
    guard rows > 1 else { return [] }
    if different == 1 || constant == columns { return [collapsed] }
    var notes: [Note] = []
    if different * 2 < rows {
      notes.append(
        Note(
          "embedding.copies", "Most latent vectors are copies of others",
          detail: "\(different) of \(rows) differ",
          cure: "Clusters and scores are those of the few that differ"))
    }
    if constant > 0 {
      notes.append(
        Note(
          "embedding.constant", "Latent dimensions are the same for every image",
          detail: "\(constant) of \(columns)",
          cure: "They tell nothing; a smaller learning rate, batch norm or a leaky activation may "
            + "keep their units alive"))
    }
    return notes
  }

  private var collapsed: Note {
    Note(
      "embedding.collapsed", "All latent vectors are equal", detail: "\(rows) of them",
      cure: "The network tells no image from another, so clusters and scores say nothing; a "
        + "smaller learning rate, batch norm or a leaky activation may help")
  }
}
