import Datasets
import NeuralNetworks
import Numerics
import Reduction
import Runner
import Specification

/// Brings what every layer of a network makes of a few images of each class to two dimensions.
struct LayersStage: StageSpecification {
  /// The network.
  var model = ModelReference()
  /// The stage of the images, with their labels.
  var data = StageReference()
  /// The way to two dimensions.
  var step: OneOf<Reducers>?
  /// The images, from 0.
  var images: [Int] = []
  /// The names of the layers: `encoder.0`.
  var layers: [String] = []
  /// The seed; none for a step that draws nothing.
  var seed: Int?

  static var kind: String { "layers" }
  static var version: Int { 4 }
  static var summary: String { "Brings the activations of layers to two dimensions." }
  static var fields: [Field<LayersStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("data", \.data, "the stage of the images", isRequired: true),
      Field("step", \.step, "the way to two dimensions", isRequired: true),
      Field("images", \.images, "the images", isRequired: true),
      Field("layers", \.layers, "the names of the layers", isRequired: true),
      Field("seed", \.seed, "the seed of a random step"),
    ]
  }

  var inputs: [StageKey] { [data.key, model.training?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    let all = try task.images(data.key, scale: model.scale)
    let chosen = all.selecting(images)
    let network = try model.load(for: all.shape, task)
    let activations = try network.activations(of: layers, on: chosen)
    var titles = ["input"]
    try write(chosen.matrix, as: 0, task)
    for activation in activations {
      try write(activation.values, as: titles.count, task)
      titles.append("\(activation.name) \(activation.kind)")
    }
    let output = network.architecture.stacks.last.map { "\($0.name).\($0.layers.count - 1)" }
    if model.classes != nil, let scores = activations.last, scores.name == output {
      try write(Self.probabilities(scores.values), as: titles.count, task)
      titles.append("softmax")
    }
    if let labels = chosen.labels { try task.write(labels, as: ArtefactFile.labels) }
    var report = LayersReport()
    report.layers = titles
    try task.write(report, as: .layers)
  }

  private func write(_ samples: Matrix<Float>, as layer: Int, _ task: StageTask) throws {
    guard let step else { return }
    let fit = try finalOnThrow { try step.value.fit(samples, seed: UInt64(seed ?? 0)) }
    let names = ["input"] + layers + ["softmax"]
    for note in fit.notes { task.note(note.adding(names[min(layer, names.count - 1)])) }
    try task.write(fit.embedding, as: ArtefactFile.layer(layer))
  }

  /// Scores as probabilities.
  private static func probabilities(_ scores: Matrix<Float>) -> Matrix<Float> {
    Matrix(rows: scores.rows, columns: scores.columns) { target in
      for row in 0..<scores.rows {
        let values = scores[row].map { Double($0) }
        let largest = values.max() ?? 0
        let exponentials = values.map { Elementary.exp($0 - largest) }
        let sum = exponentials.reduce(0, +)
        for (column, value) in exponentials.enumerated() {
          target[row * scores.columns + column] = Float(value / sum)
        }
      }
    }
  }
}

/// The layers that are shown.
package struct LayersReport: Described, Equatable {
  /// What each is called: the input first.
  package var layers: [String] = []

  package init() {}

  package static var kind: String { "layersReport" }
  package static var summary: String { "The layers that are shown." }
  package static var fields: [Field<LayersReport>] {
    [
      Field("layers", \.layers, "what each is called", isRequired: true)
    ]
  }
}

extension ReportFile<LayersReport> {
  /// The layers that are shown.
  package static var layers: Self { Self() }
}
