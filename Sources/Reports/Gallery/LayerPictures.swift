import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Numerics
import Pipeline
import Reduction
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

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { !$0.layers.isEmpty } ? nil : "it takes a network, and images enough to place"
  }
}

/// The filters of the first convolution.
enum FilterPictures: PictureMaker {
  private static let columns = 16

  static func suits(_ study: Study) -> Bool { false }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows()) { $0.train }
    return try rows.compactMap { row, _, key in
      let path = try study.artefacts.path(key, ArtefactFile.weights)
      let weights = try SafeTensors.decode(StoredFile.bytes(at: path)).weights
      guard let filters = weights.tensors.first(where: { $0.shape.count == 4 }) else { return nil }
      let label = study.label(of: row, among: rows.map(\.row))
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "filters" : "filters-\(slug)",
        title: "Filters of the first layer", panel: label,
        caption: "The \(filters.shape[0]) filters of the first convolution, each stretched to the "
          + "full range of brightness." + study.seedNote(of: row),
        figure: ImageGrid(title: label, images: bitmaps(of: filters), columns: columns))
    }
  }

  /// Filters `[out, in, height, width]` as pictures; of other than three channels only the first is
  /// shown.
  private static func bitmaps(of tensor: Weights.Tensor) -> [Bitmap] {
    let (count, inputs) = (tensor.shape[0], tensor.shape[1])
    let (height, width) = (tensor.shape[2], tensor.shape[3])
    let channels = inputs == 3 ? 3 : 1
    return (0..<count).compactMap { filter in
      let start = filter * inputs * height * width
      let values = (0..<height * width).flatMap { position in
        (0..<channels).map { tensor.values[start + $0 * height * width + position] }
      }
      return Bitmap(height: height, width: width, channels: channels, values: values)
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    let kinds: Set = ["conv", "convTranspose"]
    return plan.has { trial in
      trial.architecture.stacks.contains { stack in
        stack.layers.contains { kinds.contains($0.kind) }
      }
    } ? nil : "it takes a network with a convolution"
  }
}
