import Experiments
import Figures
import Pipeline
import Runner
import Specification

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
}
