import Specification

extension OpenDataset {
  /// How many images of each class a split holds: `[classCount]`; nil without labels.
  public func classSizes(of split: Split) -> [Int]? {
    guard let count = classCount, let labels = split.labels else { return nil }
    return labels.reduce(into: [Int](repeating: 0, count: count)) { $0[$1] += 1 }
  }

  /// What figures call a class.
  public func name(ofClass index: Int) -> String { classes?[index] ?? String(index) }

  /// Notes classes of which a split has no image, a single one, or nothing else.
  func notingClasses() -> OpenDataset {
    var copy = self
    for split in splits {
      guard let sizes = classSizes(of: split) else { continue }
      let held = sizes.indices.filter { sizes[$0] > 0 }
      let lacking = sizes.indices.filter { sizes[$0] == 0 }.map { name(ofClass: $0) }
      if let only = held.first, held.count == 1 {
        copy.report.note(
          "classes.one", "All images are of one class", detail: name(ofClass: only),
          cure:
            "No score tells classes apart here: label images of others, or leave the labels out",
          of: split.name)
      } else if !lacking.isEmpty {
        copy.report.note(
          "classes.empty", "It has no image of some classes",
          detail: ClassNumbering.listed(lacking), cure: "Scores say nothing about these",
          of: split.name)
      }
    }
    noteSingles(in: &copy.report)
    return copy
  }

  /// A label that one image alone bears often stands for "none", as 255 does.
  private func noteSingles(in report: inout SourceReport) {
    let all = splits.compactMap { classSizes(of: $0) }
    guard let first = all.first, let split = splits.first(where: { $0.labels != nil }) else {
      return
    }
    let sizes = first.indices.map { index in all.reduce(0) { $0 + $1[index] } }
    let singles = sizes.indices.filter { sizes[$0] == 1 }.map { name(ofClass: $0) }
    guard !singles.isEmpty, sizes.reduce(0, +) >= 10 * sizes.count else { return }
    report.note(
      "classes.single", "One image alone is of a class", detail: ClassNumbering.listed(singles),
      cure: "Where that label means \"none\", leave the image out", of: split.name)
  }
}
