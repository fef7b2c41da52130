import Datasets
import Experiments
import Figures
import Files
import Pipeline
import Runner
import Specification

/// The images nearest to the centre of each cluster, and those that nearly belong to another.
enum ClusterPictures: PictureMaker {
  /// More clusters than this fill no page well.
  private static let mostClusters = 12

  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.exemplars != nil }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    guard let row = study.ranking.best ?? study.shownRows().first, let trial = study.trial(of: row),
      let key = trial.exemplars,
      let data = trial.data[study.rows[row].experiment.evaluation.split]
    else { return [] }
    let clusters = try study.artefacts.read(.exemplars, of: key)
    let images = try ImageSet(storedAt: study.artefacts.path(data, ArtefactFile.images))
    let scale = study.rows[row].experiment.dataset.scale
    func bitmaps(_ indices: [Int]) -> [Bitmap] {
      indices.compactMap { images.bitmap(of: $0, scale: scale) }
    }
    let shown = clusters.prefix(mostClusters)
    let lines = shown.map { cluster in
      (
        label: "cluster \(cluster.cluster + 1) (\(cluster.size))",
        nearest: bitmaps(cluster.nearest), doubtful: bitmaps(cluster.doubtful)
      )
    }
    let rows = lines.flatMap { line in
      [
        ImageGrid.Row(label: line.label, images: line.nearest),
        ImageGrid.Row(label: "in doubt", images: line.doubtful),
      ].filter { !$0.images.isEmpty }
    }
    let label = study.label(of: row)
    let subject = label.isEmpty ? "each cluster" : "each cluster (\(label))"
    let rest = clusters.count > shown.count ? " The first \(shown.count) clusters are shown." : ""
    return [
      Picture(
        name: "clusters", title: "Typical and doubtful images of the clusters",
        caption: "The images nearest to the centre of \(subject), and below them those most in "
          + "doubt, which lie nearly as close to another centre; brackets hold the number of images "
          + "of each cluster.\(rest)"
          + study.seedNote(of: row),
        figure: ImageGrid(rows: rows, maxWidth: clusters.count > 4 ? 480 : 720))
    ]
  }
}
