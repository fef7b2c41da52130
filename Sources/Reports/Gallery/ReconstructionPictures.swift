import Datasets
import Experiments
import Figures
import Files
import Pipeline
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
}
