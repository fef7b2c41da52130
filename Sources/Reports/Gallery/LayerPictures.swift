import Datasets
import Experiments
import Figures
import NeuralNetworks
import Numerics
import Pipeline
import Runner
import Specification

/// What every layer makes of the images, in two dimensions, in a grid of three columns.
enum LayerPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { study.options.wantsLayers }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows(atMost: NetworkCurves.most)) { $0.train }
    return try rows.flatMap { row, trial, _ in
      try trial.layers.map { try picture($0, trial, row, study) }
    }
  }

  /// Layers as people count them: in a network of two convolutions `layers.3 conv` is
  /// "convolution 2", and the softmax is the output.
  static func titles(of names: [String], in architecture: Architecture) -> [String] {
    let words = [
      "conv": "convolution", "convTranspose": "transposed convolution",
      "averagePool": "average pooling", "maxPool": "max pooling", "linear": "linear layer",
      "relu": "ReLU", "leakyReLU": "leaky ReLU", "softmax": "output (softmax)",
    ]
    return names.map { name in
      let parts = name.split(separator: " ").map(String.init)
      let kind = parts.last ?? name
      let title = words[kind] ?? Sentence.spaced(kind)
      for (index, stack) in architecture.stacks.enumerated() {
        let places = stack.layers.indices.filter { stack.layers[$0].kind == kind }
        let number = places.firstIndex { "\(stack.name).\($0)" == parts.first }
        guard let number else { continue }
        let side = index < architecture.embeddingStacks ? "" : "\(stack.name) "
        return side + title + (places.count > 1 ? " \(number + 1)" : "")
      }
      return title
    }
  }

  private static func picture(
    _ projection: PlannedProjection, _ trial: TrialPlan, _ row: Int, _ study: Study
  ) throws -> Picture {
    let key = projection.key
    let names = try study.artefacts.read(.layers, of: key).layers
    let titles = titles(of: names, in: trial.architecture)
    let labels = trial.hasLabels ? try study.artefacts.integers(key, ArtefactFile.labels) : []
    let panels = try titles.enumerated().map { index, title in
      let points = try study.artefacts.matrix(key, ArtefactFile.layer(index))
      return ScatterPanel(
        title: title, x: (0..<points.rows).map { Double(points[$0, 0]) },
        y: (0..<points.rows).map { points.columns > 1 ? Double(points[$0, 1]) : 0 },
        classes: labels)
    }
    let label = study.label(of: row)
    let way = projection.reducer.title(among: trial.layers.map(\.reducer))
    let slug = Gallery.slug(label)
    let count = panels.first?.x.count ?? 0
    return Picture(
      name: "layers-\(projection.reducer.kind)" + (slug.isEmpty ? "" : "-\(slug)"),
      title: "Layers by \(way)", panel: label,
      caption: "\(count) \(study.rows[row].experiment.evaluation.split.words) images after each "
        + "layer, in two dimensions by \(way), coloured by class: "
        + "how far the layers pull the classes apart.\(study.seedNote(of: row))",
      figure: ScatterPanels(
        title: label.isEmpty ? "Layers by \(way)" : "\(label), layers by \(way)", panels: panels,
        classNames: trial.classNames, columns: 3, hasNumbers: false))
  }
}
