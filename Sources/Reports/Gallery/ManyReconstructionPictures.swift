import Datasets
import Experiments
import Figures
import Pipeline

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
}
