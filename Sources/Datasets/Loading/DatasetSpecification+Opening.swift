import Specification

extension DatasetSpecification {
  /// More images than this are not read: what is kept of each, its label and its place, fills the
  /// memory before a pixel does.
  static let mostImages = 5_000_000

  /// Finds every file, reads headers and labels, and checks that they fit together. No pixels are
  /// read.
  ///
  /// - Parameters:
  ///   - resolver: finds files.
  ///   - path: where the dataset stands in the experiment, for messages.
  ///   - json: the dataset as written in the file, for the line and column of messages.
  /// - Returns: the dataset, ready to be loaded.
  /// - Throws: `Problems`, everything that is wrong with any of the splits.
  public func open(
    with resolver: PathResolver, at path: JSONPath = JSONPath(), in json: JSON? = nil
  ) throws(Problems) -> OpenDataset {
    var report = SourceReport(specification: self, path: path, json: json)
    var sources: [SplitName: OpenSource] = [:]
    for (name, source) in splits {
      guard let images = source.value as? any ImageSource else { continue }
      do throws(SourceError) {
        let source = try images.open(
          SourceContext(resolver: resolver, split: name, preparation: preparation))
        if source.shape.count <= Self.mostImages {
          sources[name] = source
        } else {
          report.add(
            "it has \(source.shape.count) images; at most \(Self.mostImages) are read", to: name)
        }
      } catch {
        report.add(error, to: name)
      }
    }
    try report.problems.throwIfAny()
    var splits = allocate(sources, &report)
    try report.problems.throwIfAny()
    let labelled = splits.compactMap { split in
      sources[split.owner]?.labels.map { labels in
        ClassNumbering.Split(
          name: split.name,
          labels: SourceLabels(split.indices.map { labels.values[$0] }, labels.writing))
      }
    }
    let numbering = ClassNumbering(labelled, named: classes, &report)
    for name in numbering.names ?? [] {
      guard let flaw = VisibleText.flaw(in: name) else { continue }
      report.add("the name of a class, \(Excerpt.quoted(name)), \(flaw)", to: .train)
    }
    for index in splits.indices {
      splits[index].labels = numbering.classes[splits[index].name]
      check(splits[index], against: splits[0], &report)
    }
    let parts = divide(splits.first { $0.name == .test }, &report)
    try report.problems.throwIfAny()
    for (name, source) in sources { for note in source.notes { report.note(note, of: name) } }
    let dataset = OpenDataset(
      splits: splits, parts: parts, classes: numbering.names, classCount: numbering.count,
      scale: scale, sources: sources, preparation: preparation, report: report)
    return dataset.notingClasses()
  }

  private func allocate(
    _ sources: [SplitName: OpenSource], _ report: inout SourceReport
  ) -> [OpenDataset.Split] {
    let allocation: SplitAllocation
    do throws(SplitAllocation.Failure) {
      allocation = try SplitAllocation(of: self, open: sources)
    } catch {
      report.add(error.error, to: error.split)
      return []
    }
    return splits.compactMap { name, source in
      let owner = (source.value as? TakenSplit)?.split ?? name
      guard let open = sources[owner], let indices = allocation.indices[name] else { return nil }
      var shape = preparation.prepared(open.shape)
      shape.count = indices.count
      if let padTo {
        if padTo < max(shape.height, shape.width) {
          report.add(
            "images of \(shape.height) x \(shape.width) do not fit into \(padTo) x \(padTo)",
            to: name)
        }
        shape.height = padTo
        shape.width = padTo
      }
      return OpenDataset.Split(
        name: name, shape: shape, labels: nil, files: open.files, contents: open.contents,
        owner: owner, indices: indices)
    }
  }

  private func check(
    _ split: OpenDataset.Split, against first: OpenDataset.Split, _ report: inout SourceReport
  ) {
    var shape = split.shape
    shape.count = first.shape.count
    if shape != first.shape {
      report.add(
        "it is \(split.shape); \(first.name.rawValue) is \(first.shape): all splits must have "
          + "images of one shape; " + cure(shape, first.shape), to: split.name)
    }
  }

  /// The keys that bring two shapes together.
  private func cure(_ one: ImageShape, _ other: ImageShape) -> String {
    let isOneSize = one.height == other.height && one.width == other.width
    let colours = "\"channels\": \"rgb\" or \"gray\""
    let size = "\"resize\": [\(other.height), \(other.width)]"
    return "bring them to one: "
      + (isOneSize ? colours : one.channels == other.channels ? size : size + " and " + colours)
  }

  private func divide(
    _ test: OpenDataset.Split?, _ report: inout SourceReport
  ) -> [Dataset.Part] {
    guard let test, let parts = self.test?.value.selection.parts else { return [] }
    let count = test.shape.count
    let order = Stratification.order(
      of: Array(0..<count), labels: test.labels, seed: UInt64(max(0, seed)), purpose: "parts")
    var members: [String: [Int]] = [:]
    var share = 0.0
    var start = 0
    // By name, so that changing the order of the file changes no part.
    for part in parts.list.sorted(by: { $0.name < $1.name }) {
      share += part.share
      let end = min(count, Int((share * Double(count)).rounded()))
      members[part.name] = order[start..<end].sorted()
      if start == end {
        report.add(SourceError("parts", "the part \"\(part.name)\" holds no image"), to: .test)
      }
      start = end
    }
    return parts.list.map { Dataset.Part(name: $0.name, indices: members[$0.name] ?? []) }
  }
}

/// Gathers what is wrong with the sources of a dataset, with the place in the experiment file.
struct SourceReport: Sendable {
  private(set) var problems = Problems()
  private let specification: DatasetSpecification
  private let path: JSONPath
  private let json: JSON?

  init(specification: DatasetSpecification, path: JSONPath, json: JSON?) {
    self.specification = specification
    self.path = path
    self.json = json
  }

  /// Blames a whole split.
  mutating func add(_ message: String, to split: SplitName) {
    let written = json?[split.rawValue]
    problems.add(
      message, at: path.appending(split.rawValue), location: written?.location ?? json?.location)
  }

  /// Says what is odd about a split.
  mutating func note(
    _ kind: String, _ message: String, detail: String? = nil, cure: String, of split: SplitName
  ) {
    problems.notes.add(
      Note(
        kind, message, detail: detail, cure: cure, at: path.appending(split.rawValue),
        location: json?[split.rawValue]?.location ?? json?.location))
  }

  /// Says what is odd about the files of a split.
  mutating func note(_ note: SourceNote, of split: SplitName) {
    self.note(note.kind, note.message, detail: note.detail, cure: note.cure, of: split)
  }

  /// Blames a field of the dataset.
  mutating func add(_ message: String, field: String) {
    let written = json?[field]
    problems.add(
      message, at: path.appending(field), location: written?.location ?? json?.location)
  }

  /// Blames a field of the source of a split.
  mutating func add(_ error: SourceError, to split: SplitName) {
    guard let source = specification[split] else { return add(error.message, to: split) }
    var place = path.appending(split.rawValue)
    var written = json?[split.rawValue]
    // A file may write `{ "kind": { options } }`, or the options beside the primary one.
    if let options = written?[source.kind], options.members != nil {
      place = place.appending(source.kind)
      written = options
    }
    let field = written?[error.field] ?? written?[source.kind]
    let name = written?[error.field] == nil && field != nil ? source.kind : error.field
    problems.add(
      error.message, at: place.appending(name),
      location: field?.location ?? written?.location ?? json?.location)
  }
}
