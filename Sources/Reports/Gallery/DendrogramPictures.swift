import Experiments
import Figures
import Numerics
import Pipeline
import Specification

/// The top merges of an agglomerative clustering.
enum DendrogramPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.rows.contains { $0.experiment.clustering?.kind == "agglomerative" }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.rows.indices.filter {
      study.rows[$0].experiment.clustering?.kind == "agglomerative"
    }
    let best = study.ranking.order.first { rows.contains($0) }
    guard let row = best ?? rows.first, let trial = study.trial(of: row), let key = trial.cluster
    else { return [] }
    let table = try study.artefacts.matrix(key, ArtefactFile.merges)
    let merges = (0..<table.rows).map { index in
      Dendrogram.Merge(
        left: Int(table[index, 0]), right: Int(table[index, 1]), height: Double(table[index, 2]),
        count: Int(table[index, 3]))
    }
    let clusters = try study.artefacts.integers(key, ArtefactFile.labels).max().map { $0 + 1 }
    let label = study.label(of: row)
    let isPlain = label.isEmpty || label.lowercased() == "agglomerative"
    let subject = "the agglomerative clustering" + (isPlain ? "" : " (\(label))")
    return [
      Picture(
        name: "dendrogram", title: "Dendrogram",
        caption: "The last merges of \(subject): branches join at the distance of their clusters, "
          + "the numbers below count images; the dashed line is the cut into \(clusters ?? 1) "
          + "clusters." + study.seedNote(of: row),
        figure: Dendrogram(merges: merges, clusters: clusters))
    ]
  }
}
