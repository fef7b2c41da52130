import Datasets
import Experiments
import Specification

/// Which images a report shows beside their reconstructions.
enum ShownImages {
  /// How many are shown when the file does not say which.
  static let usualCount = 8
  /// How many a gallery shows at the most.
  static let galleryCount = 400

  /// The images of a split that are shown, from 0: those that the file names, else a few of every
  /// class in turn.
  ///
  /// - Throws: `Problem` when the file names an image that is not there.
  static func indices(
    of split: SplitName, _ planned: PlannedSplit, _ report: ReportOptions,
    _ row: ExpandedSweep.Row
  ) throws(Problem) -> [Int] {
    if split == .train, report.figures?.contains(.gallery) ?? false {
      return Array(0..<min(galleryCount, planned.count))
    }
    guard let named = report.images, split == report.imagesFrom else {
      return split == report.imagesFrom ? usual(planned) : []
    }
    if let position = named.firstIndex(where: { $0 > planned.count }) {
      let location = row.source["report"]?["images"]?.elements?[position].location
      throw Problem(
        "there are only \(planned.count) \(split.rawValue) images, no image \(named[position])",
        at: JSONPath([.name("report"), .name("images"), .index(position)]), location: location)
    }
    return named.map { $0 - 1 }
  }

  /// The first image of every class, then the second of every class, and so on.
  private static func usual(_ planned: PlannedSplit) -> [Int] {
    guard let labels = planned.labels else {
      return Array(0..<min(usualCount, planned.count))
    }
    var ranks: [Int: Int] = [:]
    let ranked = labels.enumerated().map { index, label in
      let rank = ranks[label, default: 0]
      ranks[label] = rank + 1
      return (rank: rank, label: label, index: index)
    }
    return ranked.sorted { ($0.rank, $0.label) < ($1.rank, $1.label) }
      .prefix(usualCount).map(\.index)
  }
}
