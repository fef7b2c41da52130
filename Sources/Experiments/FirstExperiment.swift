import Specification

/// A first experiment for images that someone has: complete, sensible, and small enough to change.
public struct FirstExperiment: Sendable, Equatable {
  /// How the images are kept.
  public enum Source: Sendable, Equatable {
    /// In an `.npy`, `.npz` or IDX file, with a file of labels where there is one.
    case file(labels: String?)
    /// In a folder, with a table of labels where there is one.
    case folder(labels: String?)
  }

  /// The path of the images, as the experiment is to name it.
  public var path: String
  /// How they are kept.
  public var source: Source
  /// How many images there are.
  public var count: Int
  /// The pixels from top to bottom.
  public var height: Int
  /// The pixels from left to right.
  public var width: Int
  /// The number of classes, where labels say it.
  public var classes: Int?
  /// The pixels a side that the images are brought to; nil where they stay as they are.
  public var resize: Int?
  /// Between which numbers the pixels lie, where they are numbers that are used as they are.
  public var range: ClosedRange<Float>?
  /// The path of the schema, as the experiment is to name it, for editors.
  public var schema: String?

  /// Gathers the facts about the images.
  public init(
    path: String, source: Source, count: Int, height: Int, width: Int, classes: Int? = nil,
    resize: Int? = nil, range: ClosedRange<Float>? = nil, schema: String? = nil
  ) {
    self.path = path
    self.source = source
    self.count = count
    self.height = height
    self.width = width
    self.classes = classes
    self.resize = resize
    self.range = range
    self.schema = schema
  }

  /// The experiment as text: an autoencoder against the bare pixels, both reduced by whitened PCA
  /// and clustered by k-means.
  public var text: String { json.pretty }

  /// The experiment.
  private var json: JSON {
    let heading: [(String, JSON)] = [
      comment(
        "",
        "Written by sweep init; members whose names begin with // are comments. See what would "
          + "run with `sweep plan`, then `sweep run`. Every key: `sweep reference`."),
      ("title", .string("What can be told apart in \(name)?")),
      (
        "question",
        .string(
          "Does an autoencoder of these images separate groups that their pixels alone do not?"
        )
      ),
    ]
    return .object(
      (schema.map { [("$schema", .string($0))] } ?? []) + heading + [
        comment(
          "dataset",
          "A fifth of the images is kept apart for testing; what is reported is measured there."
            + resizeComment + labelsComment),
        ("dataset", dataset),
        comment(
          "model",
          "Convolutions that halve the image, then a latent vector; \"mirror\" is the same backwards. "
            + "`sweep describe` prints the network layer by layer."),
        ("model", model),
        comment("training", "More epochs take longer and mostly sharpen reconstructions."),
        ("training", training),
        comment(
          "reduction", "Whitening gives every component the same weight, which k-means likes."),
        (
          "reduction",
          .array([.object([("pca", .number(dimensions)), ("whiten", true.json)])])
        ),
        comment("clustering", clustersComment),
        (
          "clustering",
          .object([
            ("kmeans", .object([("clusters", .number(clusters)), ("restarts", .number(10))]))
          ])
        ),
        comment(
          "sweep",
          "One row of the table each. \"pixels\" uses no network: what a network should beat. "
            + "Instead of cases a \"grid\" tries every combination."),
        ("sweep", sweep),
        comment(
          "seeds",
          "Every row runs once with each; with fewer than five, chance is not told from progress."
        ),
        ("seeds", Array(0..<5).json),
      ])
  }

  /// A member that explains the one behind it.
  private func comment(_ name: String, _ text: String) -> (String, JSON) {
    (name.isEmpty ? "//" : "// \(name)", .string(text))
  }

  private var resizeComment: String {
    guard let resize else { return "" }
    return
      " All are brought to \(resize) x \(resize) pixels; \"fit\" may be \"crop\", \"pad\" or \"stretch\"."
  }

  private var labelsComment: String {
    if classes != nil { return "" }
    return
      " Without labels (\"labels\": a file, or a folder with a subfolder for each class) clusters "
      + "are found but cannot be scored."
  }

  private var clustersComment: String {
    classes == nil
      ? "How many groups there may be; try others in the sweep."
      : "As many groups as there are classes; labels are used for scores only."
  }

  private var name: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  private var dataset: JSON {
    let images: JSON
    switch source {
    case .file(let labels):
      images = .object(
        [("images", .string(path))] + (labels.map { [("labels", .string($0))] } ?? []))
    case .folder(let labels):
      images = .object(
        [("folder", .string(path))] + (labels.map { [("labels", .string($0))] } ?? []))
    }
    let test = JSON.object([("from", .string("train")), ("fraction", .number(0.2))])
    return .object(
      [("train", images), ("test", test)]
        + (resize.map { [("resize", JSON.number($0)), ("fit", .string("crop"))] } ?? [])
        + [("scale", [scale.lowerBound, scale.upperBound].json)])
  }

  /// What black and white become; of numbers the usual scale that they fit, else whole numbers around
  /// them.
  private var scale: ClosedRange<Double> {
    guard let range else { return 0...1 }
    let own = Double(range.lowerBound)...Double(range.upperBound)
    let usual: [ClosedRange<Double>] = [0...1, -1...1]
    if let scale = usual.first(where: { $0.contains(own.lowerBound) && $0.contains(own.upperBound) }
    ) {
      return scale
    }
    let isByte = own.lowerBound >= 0 && own.upperBound > 127 && own.upperBound <= 255
    let low = own.lowerBound >= 0 ? 0 : own.lowerBound.rounded(.down)
    return low...(isByte ? 255 : max(low + 1, own.upperBound.rounded(.up)))
  }

  /// How often the images can be halved so that at least four pixels a side remain.
  private var halvings: Int {
    var side = min(height, width)
    var count = 0
    while side >= 8, count < 4 {
      side = (side + 1) / 2
      count += 1
    }
    return count
  }

  private var model: JSON {
    // Two layers at least: of a single one the mirror has no place for an activation.
    let convolutions = (0..<max(2, halvings)).flatMap { index -> [JSON] in
      let layer = JSON.object([
        ("conv", .number(16 << index)), ("kernel", .number(3)),
        ("stride", .number(index < halvings ? 2 : 1)), ("padding", .number(1)),
      ])
      return [layer, .string("relu")]
    }
    let plain =
      [JSON.string("flatten")]
      + [128, 64].flatMap { [JSON.object([("linear", .number($0))]), .string("relu")] }
    return .object([
      (
        "autoencoder",
        .object([
          ("encoder", .array(halvings > 0 ? convolutions : plain)),
          ("latent", .number(latent)), ("decoder", .string("mirror")),
        ])
      )
    ])
  }

  private var latent: Int { 32 }

  private var training: JSON {
    .object([
      ("loss", .string("mse")),
      ("optimizer", .object([("adam", .object([("learningRate", .number(0.001))]))])),
      ("epochs", .number(count > 20_000 ? 10 : 30)), ("batchSize", .number(64)),
    ])
  }

  /// As many as classes, and never more than half the images to be tested.
  private var clusters: Int { max(2, min(classes ?? 10, count / 10)) }

  /// The principal components kept: no more than there are pixels, and few where few images are to be
  /// tested, for whitening then brings out noise.
  private var dimensions: Int {
    max(1, min(12, height * width, max(2, count / 40)))
  }

  private var sweep: JSON {
    .object([
      (
        "cases",
        .array([
          .object([("name", .string("pixels")), ("model", .string("pixels"))]),
          .object([("name", .string("latent 16")), ("model.latent", .number(latent / 2))]),
          .object([("name", .string("latent 32")), ("model.latent", .number(latent))]),
        ])
      )
    ])
  }
}
