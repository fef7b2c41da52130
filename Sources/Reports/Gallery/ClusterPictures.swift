import Clustering
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

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.exemplars != nil } ? nil : "it takes a clustering"
  }
}

/// Which classes are taken for which.
enum ConfusionPictures: PictureMaker {
  static func suits(_ study: Study) -> Bool {
    study.plan.trials.contains { $0.hasLabels && $0.classNames.count > 2 }
  }

  static func pictures(of study: Study) throws -> [Picture] {
    try study.shownRows().compactMap { row in
      let scored = study.rows[row].experiment.evaluation.split
      guard let trial = study.trial(of: row), trial.hasLabels, let data = trial.data[scored],
        let judge = trial.classify ?? trial.score
      else { return nil }
      let truth = try study.artefacts.integers(data, ArtefactFile.labels)
      let predicted = try study.artefacts.integers(judge, ArtefactFile.predicted)
      let label = study.label(of: row)
      let slug = Gallery.slug(label)
      let isClustered = trial.classify == nil
      let run = study.results.rows[row].runs.first { $0.seed == trial.seed }
      let accuracy = run?.metrics[isClustered ? .accuracy : .classifierAccuracy]
      let sides =
        isClustered
        ? "clusters, each matched to the class that gives the best accuracy" : "predicted classes"
      return Picture(
        name: slug.isEmpty ? "confusion" : "confusion-\(slug)",
        title: "Confusion", panel: label,
        caption: "Rows are true classes, columns \(sides); numbers count images, the diagonal is "
          + "right.\(left(predicted))\(study.seedNote(of: row))",
        figure: ConfusionMatrix(
          title: [label, accuracy.map { "accuracy \(Decimal.text($0, digits: 3))" } ?? ""]
            .filter { !$0.isEmpty }.joined(separator: ", "),
          counts: counts(truth, predicted, classes: trial.classNames.count),
          classNames: trial.classNames))
    }
  }

  /// Says how many images have no column.
  private static func left(_ predicted: [Int]) -> String {
    let noise = predicted.count { $0 == PredictedClass.noise }
    guard noise > 0 else { return "" }
    return " \(noise) of the \(predicted.count) images are noise, which has no column."
  }

  /// Pairs counted; predictions that are no class are left out.
  private static func counts(_ truth: [Int], _ predicted: [Int], classes: Int) -> [[Int]] {
    let size = max(classes, (truth.max() ?? -1) + 1)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for (row, column) in zip(truth, predicted)
    where (0..<size).contains(row) && (0..<size).contains(column) {
      counts[row][column] += 1
    }
    return counts
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.has { $0.hasLabels && ($0.score != nil || $0.classify != nil) }
      ? nil : "it takes images with labels, and a clustering or a classifier"
  }
}

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

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.sweep.rows.contains { $0.experiment.clustering?.kind == "agglomerative" }
      ? nil : "it takes the clustering \"agglomerative\""
  }
}
