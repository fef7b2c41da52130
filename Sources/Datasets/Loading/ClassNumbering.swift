import Specification

/// Which class each label means: names are matched by name, numbers by what occurs in all splits
/// together.
///
/// - Names (of class folders, of a table) are looked up among `classes`, or among those of the
///   training images where the file names none.
/// - Numbers without names: the classes are the labels that occur, in order. 0, 1, ..., k - 1 stay.
/// - Numbers under `classes`: a label is the place of its name, from 0 or from 1; or the name itself,
///   where names are numbers; or, when as many labels occur as there are names, in order.
struct ClassNumbering {
  /// The labels of one split.
  struct Split {
    /// Which.
    let name: SplitName
    /// The labels of its images, as the source writes them.
    let labels: SourceLabels
  }

  /// The names of the classes: those of the file, of the sources, or the labels that were numbered.
  private(set) var names: [String]?
  /// The number of classes; nil without labels.
  private(set) var count: Int?
  /// The classes of the images of each split that has labels.
  private(set) var classes: [SplitName: [Int]] = [:]

  /// Numbers the classes of the labelled splits, and reports names that differ.
  init(_ splits: [Split], named written: [String]?, _ report: inout SourceReport) {
    names = written
    guard !splits.isEmpty else { return }
    if names == nil { names = Self.commonNames(of: splits, &report) }
    let numbered = splits.filter { $0.labels.writing == .numbers }
    let occurring = Set(numbered.flatMap(\.labels.values)).sorted()
    var numbers: [Int: Int] = [:]
    if let first = numbered.first {
      if let names {
        let isNamed = written != nil || !splits.contains { $0.labels.isNamed }
        numbers = Self.places(of: occurring, in: names, isNamed: isNamed, first, &report)
      } else {
        numbers = Dictionary(uniqueKeysWithValues: zip(occurring, 0...))
        if occurring != Array(occurring.indices) { renumber(occurring, first, &report) }
        count = occurring.count
      }
    }
    count = names?.count ?? count
    if let written, splits.allSatisfy({ $0.labels.isNamed }) {
      Self.check(written, areHeldBy: splits, &report)
    }
    for split in splits {
      var places = numbers
      if let own = split.labels.names {
        places = Self.places(of: own, split, in: names ?? own, isWritten: written != nil, &report)
      }
      classes[split.name] = split.labels.values.map { places[$0] ?? 0 }
    }
  }

  /// The labels become names, so that tables and figures show them as they are written.
  private mutating func renumber(
    _ occurring: [Int], _ split: Split, _ report: inout SourceReport
  ) {
    guard occurring.count <= Self.mostClasses else {
      return report.add(
        SourceError(
          "labels",
          "\(occurring.count) different labels occur; at most \(Self.mostClasses) classes are told "
            + "apart: are these numbers to be predicted?"), to: split.name)
    }
    names = occurring.map(String.init)
    report.note(
      "labels.numbered",
      "The labels do not count from 0 without gaps: those that occur are the classes, in order",
      detail: "\(Self.listed(occurring)) are \(occurring.count) classes",
      cure: "Name them in this order with \"classes\", or leave them to be shown by their labels",
      of: split.name)
  }

  private static let mostClasses = 10_000

  /// The names that the sources agree on: those of the training images, else the most there are;
  /// other splits may lack some.
  private static func commonNames(
    of splits: [Split], _ report: inout SourceReport
  ) -> [String]? {
    let named = splits.compactMap { split in split.labels.names.map { (split.name, $0) } }
    let largest = named.map(\.1.count).max()
    guard
      let first = named.first(where: { $0.0 == .train })
        ?? named.first(where: { $0.1.count == largest })
    else { return nil }
    for (split, names) in named {
      let unknown = names.filter { !first.1.contains($0) }
      if !unknown.isEmpty {
        report.add(
          "its \(unknown.count == 1 ? "class" : "classes") \(listed(unknown)) "
            + "\(unknown.count == 1 ? "is" : "are") not among those of \(first.0.rawValue), which are "
            + "\(listed(first.1)); rename them, or list all in \"classes\"", to: split)
      }
    }
    return first.1
  }

  /// A name that no image bears is one that was meant otherwise, or a folder that is not there.
  private static func check(
    _ written: [String], areHeldBy splits: [Split], _ report: inout SourceReport
  ) {
    let held = Set(splits.flatMap { $0.labels.names ?? [] })
    let unheld = written.filter { !held.contains($0) }
    guard !unheld.isEmpty else { return }
    let known = held.filter { !written.contains($0) }.sorted()
    report.add(
      "no image is of the \(unheld.count == 1 ? "class" : "classes") \(listed(unheld)): the images "
        + "have \(listed(held.sorted()))" + (known.isEmpty ? "; leave it out" : ""),
      field: "classes")
  }

  /// Where the names of a source stand among those of the dataset.
  private static func places(
    of own: [String], _ split: Split, in names: [String], isWritten: Bool,
    _ report: inout SourceReport
  ) -> [Int: Int] {
    let places = own.map { names.firstIndex(of: $0) }
    // Other names of the same numbers, in another language perhaps.
    if !split.labels.isNamed, names.count >= own.count,
      zip(places, 0...).allSatisfy({ $0 == nil || $0 == $1 })
    {
      return Dictionary(uniqueKeysWithValues: own.indices.map { ($0, $0) })
    }
    let used = split.labels.isNamed ? Set(own.indices) : Set(split.labels.values)
    let unknown = own.indices.filter { places[$0] == nil && used.contains($0) }.map { own[$0] }
    if isWritten, !unknown.isEmpty {
      let near = unknown.count == 1 ? Spelling.nearest(to: unknown[0], among: names) : nil
      report.add(
        "its \(unknown.count == 1 ? "class" : "classes") \(listed(unknown)) "
          + "\(unknown.count == 1 ? "is" : "are") not among \"classes\", which are \(listed(names))"
          + (near.map { "; did you mean \"\($0)\"?" } ?? ""), to: split.name)
    }
    return Dictionary(
      uniqueKeysWithValues: zip(0..., places).compactMap { place in
        place.1.map { (place.0, $0) }
      })
  }

  /// Where numbers stand among names.
  private static func places(
    of occurring: [Int], in names: [String], isNamed: Bool, _ split: Split,
    _ report: inout SourceReport
  ) -> [Int: Int] {
    let values = names.compactMap { Int($0) }
    if values.count == names.count, Set(occurring).isSubset(of: values) {
      return Dictionary(zip(values, 0...), uniquingKeysWith: { first, _ in first })
    }
    guard isNamed else {
      report.add(
        SourceError(
          "labels",
          "its labels are numbers, those of another split are names (\(listed(names))); say which is "
            + "which: \"classes\": [the name of 0, the name of 1, ...]"), to: split.name)
      return [:]
    }
    if occurring.allSatisfy({ names.indices.contains($0) }) {
      return Dictionary(uniqueKeysWithValues: zip(names.indices, 0...))
    }
    let fromOne = occurring.allSatisfy { (1...names.count).contains($0) }
    guard fromOne || occurring.count == names.count else {
      report.add(
        SourceError(
          "labels",
          "the labels that occur are \(listed(occurring)), but \(names.count) classes are named"),
        to: split.name)
      return [:]
    }
    let places = fromOne ? Array(1...names.count) : occurring
    report.note(
      "labels.named",
      "The labels do not count from 0: names are given to them in order",
      detail: zip(places, names).prefix(3).map { "\($0) is \"\($1)\"" }.joined(separator: ", ")
        + (names.count > 3 ? " and so on" : ""),
      cure: "Where that is not meant, order \"classes\" as the labels are", of: split.name)
    return Dictionary(uniqueKeysWithValues: zip(places, 0...))
  }

  /// `cat, dog, fox`, or the first of many.
  static func listed(_ values: [some CustomStringConvertible]) -> String {
    let shown = values.count <= 12 ? values[...] : values.prefix(10)
    let text = shown.map(\.description).joined(separator: ", ")
    return values.count <= 12
      ? text : text + ", ... (\(values.count) in all, to \(values[values.count - 1]))"
  }
}

extension SourceLabels {
  /// Whether names are written in the data.
  fileprivate var isNamed: Bool {
    if case .names = writing { true } else { false }
  }
}

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
