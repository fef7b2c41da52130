import Datasets
import Experiments
import Figures
import Pipeline
import Specification

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
}
