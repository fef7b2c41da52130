import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Pipeline
import Reduction
import Runner
import Specification

/// The mean image, the leading principal components as images, and what they keep of a few images.
enum EigenimagePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.eigenimages != nil && $0.cluster == nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows()) { $0.eigenimages }
    return try rows.flatMap { row, _, key in
      let label = study.label(of: row, among: rows.map(\.row))
      return try pictures(of: key, label, study, row)
    }
  }

  private static func pictures(
    of key: StageKey, _ label: String, _ study: Study, _ row: Int
  ) throws -> [Picture] {
    let scale = study.rows[row].experiment.dataset.scale
    func bitmaps(_ file: String, stretched: Bool = false) throws -> [Bitmap] {
      try StoredBitmaps(at: study.artefacts.path(key, file), scale: stretched ? nil : scale).images
    }
    let report = try study.artefacts.read(.eigenimages, of: key)
    let shares = report.shares.map { Decimal.text(100 * $0, digits: 1) + " %" }
    let errors = report.shown.map { Decimal.text($0, digits: 4) }
    let mean = try bitmaps(ArtefactFile.mean)
    let components = try bitmaps(ArtefactFile.components, stretched: true)
    let originals = try bitmaps(ArtefactFile.originals)
    let slug = Gallery.slug(label)
    let suffix = slug.isEmpty ? "" : "-\(slug)"
    let ordinals = (1...max(1, components.count)).map { "component \($0)" }
    let images = Picture(
      name: "eigenimages\(suffix)", title: "Mean image and eigenimages",
      caption: "The mean of all images, and the first \(components.count) principal components as "
        + "images, each stretched to the full range of brightness, with its share of the "
        + "variance: \(shares.joined(separator: ", ")).",
      figure: ImageGrid(
        title: label, columnTitles: ["mean"] + ordinals,
        rows: [ImageGrid.Row(images: mean + components, captions: [""] + shares)]))
    guard !originals.isEmpty else { return [images] }
    let restored = try bitmaps(ArtefactFile.reconstructions)
    return [
      images,
      Picture(
        name: "eigenreconstructions\(suffix)",
        title: "Reconstructions from \(components.count) components",
        caption: "Images above what the mean and the first \(components.count) principal "
          + "components keep of them, with the mean squared error per pixel value.",
        figure: ImageGrid(
          title: label,
          rows: [
            ImageGrid.Row(label: "original", images: originals),
            ImageGrid.Row(
              label: "reconstruction", images: restored, captions: errors, captionLabel: "MSE"),
          ])),
    ]
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.eigenimages != nil }
      ? nil : "it takes the model \"pixels\" and a PCA as the first reduction"
  }
}

/// The variance that each principal component explains.
enum ScreePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.eigenimages != nil && $0.cluster == nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows()) { $0.reduce.first }
    return try rows.compactMap { row, _, key in
      let shares = try study.artefacts.read(.reduce, of: key).shares
      guard !shares.isEmpty else { return nil }
      let label = study.label(of: row, among: rows.map(\.row))
      let slug = Gallery.slug(label)
      let total = Decimal.text(100 * shares.reduce(0, +), digits: 1)
      return Picture(
        name: slug.isEmpty ? "scree" : "scree-\(slug)",
        title: "Explained variance", panel: label,
        caption: "The share of the variance that each principal component explains (bars) and "
          + "their sum (line): \(shares.count) components keep \(total) %.",
        figure: ScreePlot(title: label, shares: shares, componentTitle: "principal component"))
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.sweep.rows.contains { $0.experiment.reduction.first?.value is PCA }
      ? nil : "it takes a PCA as the first reduction"
  }
}
