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

/// Images above what the networks make of them, each with its error.
enum ReconstructionPictures: PictureMaker {
  /// The images of a line; more are broken into several lines.
  private static let perLine = 8
  /// More networks than this are not put below one another.
  private static let mostNetworks = 6

  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { !$0.reconstruct.isEmpty }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let split = study.options.imagesFrom
    let rows = study.shownRows(atMost: mostNetworks)
    let distinct = study.distinct(rows) { $0.reconstruct[split] }
    let networks = try distinct.compactMap {
      try Network(
        study, row: $0.row, key: $0.key,
        name: study.label(of: $0.row, among: distinct.map(\.row)))
    }
    guard let first = networks.first else { return [] }
    let count = study.options.images?.count ?? ReconstructionPictures.perLine
    let chosen = min(count, first.originals.count)
    let grids = chosen <= perLine ? [networks] : networks.map { [$0] }
    return grids.map { picture($0, count: chosen, study, split) }
  }

  private static func picture(
    _ networks: [Network], count: Int, _ study: Study, _ split: SplitName
  ) -> Picture {
    var rows: [ImageGrid.Row] = []
    for start in stride(from: 0, to: count, by: perLine) {
      let range = start..<min(start + perLine, count)
      rows.append(
        ImageGrid.Row(
          label: start == 0 ? "original" : "", images: Array(networks[0].originals[range])))
      for network in networks {
        rows.append(
          ImageGrid.Row(
            label: start == 0 ? network.label : "",
            images: Array(network.reconstructions[range]),
            captions: range.map { Decimal.text(network.errors[$0], digits: 4) },
            captionLabel: "MSE"))
      }
    }
    let isAlone = networks.count == 1 && count > perLine && !networks[0].name.isEmpty
    let columns = count <= perLine ? (study.options.images ?? []).map { "no. \($0)" } : []
    return Picture(
      name: isAlone ? "reconstructions-\(Gallery.slug(networks[0].name))" : "reconstructions",
      title: "Reconstructions", panel: isAlone ? networks[0].name : "",
      caption: "Images of the \(split.words) set above their "
        + "reconstructions; the number below each is its mean squared error per pixel value."
        + study.seedNote(of: networks.map(\.row)),
      figure: ImageGrid(columnTitles: columns, rows: rows))
  }

  /// What one network makes of the images.
  private struct Network {
    let name: String
    let originals: [Bitmap]
    let reconstructions: [Bitmap]
    let errors: [Double]
    let row: Int

    var label: String { name.isEmpty ? "reconstruction" : name }

    init?(_ study: Study, row: Int, key: StageKey, name: String) throws {
      let artefacts = study.artefacts
      let scale = study.rows[row].experiment.dataset.scale
      self.name = name
      originals = try StoredBitmaps(
        at: artefacts.path(key, ArtefactFile.originals), scale: scale
      ).images
      reconstructions = try StoredBitmaps(
        at: artefacts.path(key, ArtefactFile.reconstructions), scale: scale
      ).images
      errors = try artefacts.read(.reconstruct, of: key).shown
      guard !originals.isEmpty, errors.count == originals.count,
        reconstructions.count == originals.count
      else { return nil }
      self.row = row
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    let split = plan.sweep.report.imagesFrom
    return plan.has { $0.reconstruct[split] != nil }
      ? nil : "it takes an autoencoder, and \(split.words) images that it is trained or scored on"
  }
}

/// Many reconstructions of training images in one grid.
enum ManyReconstructionPictures: PictureMaker {
  private static let columns = 20

  static func suits(_ study: Study) -> Bool { false }

  static func pictures(of study: Study) throws -> [Picture] {
    let networks = study.distinct(study.shownRows()) { $0.reconstruct[.train] }
    return try networks.map { row, trial, key in
      let images = try StoredBitmaps(
        at: study.artefacts.path(key, ArtefactFile.reconstructions),
        scale: study.rows[row].experiment.dataset.scale
      ).images
      let label = study.label(of: row, among: networks.map(\.row))
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "gallery" : "gallery-\(slug)",
        title: "Reconstructions at a glance", panel: label,
        caption: "What the network gives back of the first \(images.count) training images, "
          + "row by row." + study.seedNote(of: trial.row),
        figure: ImageGrid(images: images, columns: columns))
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.reconstruct[.train] != nil } ? nil : "it takes an autoencoder"
  }
}

/// Images decoded on the way between two latent vectors.
enum InterpolationPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { false }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows()) { $0.interpolation }
    return try rows.map { row, _, key in
      let scale = study.rows[row].experiment.dataset.scale
      let ends = try StoredBitmaps(
        at: study.artefacts.path(key, ArtefactFile.originals), scale: scale
      ).images
      let strip = try StoredBitmaps(
        at: study.artefacts.path(key, ArtefactFile.reconstructions), scale: scale
      ).images
      let shares = try study.artefacts.read(.interpolation, of: key).shares.map(heading)
      let label = study.label(of: row, among: rows.map(\.row))
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "interpolation" : "interpolation-\(slug)",
        title: "From one image to another", panel: label,
        caption:
          "At the ends two images, and between them what the decoder makes of their latent vectors "
          + "z₁ and z₂ and of (1 − α) z₁ + α z₂." + study.seedNote(of: row),
        figure: ImageGrid(
          title: label, columnTitles: ["first"] + shares + ["second"],
          rows: [
            ImageGrid.Row(
              images: Array(ends.prefix(1)) + strip + Array(ends.dropFirst().prefix(1)))
          ]))
    }
  }

  private static func heading(_ share: Double) -> String {
    switch share {
    case 0: "z₁"
    case 1: "z₂"
    default: "α = \(Decimal.text(share, digits: 1))"
    }
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.interpolation != nil } ? nil : "it takes an autoencoder, and two images"
  }
}

/// Images `[N, H, W, C]` of numbers as bitmaps.
struct StoredBitmaps {
  /// The images.
  let images: [Bitmap]

  /// Reads images from an array file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - scale: what black and white are; nil stretches each image over its own range.
  /// - Throws: `FileError` when the file is damaged or holds no images.
  init(at path: String, scale: PixelScale?) throws {
    let file = try NPYFile(path: path)
    let shape = file.header.shape
    guard shape.count == 4 else { throw FileError(path, "holds no images") }
    let size = shape[1] * shape[2] * shape[3]
    let values = try file.floats()
    images = (0..<shape[0]).compactMap { index in
      Bitmap(
        height: shape[1], width: shape[2], channels: shape[3],
        values: Array(values[index * size..<(index + 1) * size]),
        range: scale.map { $0.low...$0.high })
    }
  }
}
