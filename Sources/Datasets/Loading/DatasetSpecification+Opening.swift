import Specification

extension DatasetSpecification {
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
        sources[name] = try images.open(SourceContext(resolver: resolver, split: name))
      } catch {
        report.add(error, to: name)
      }
    }
    try report.problems.throwIfAny()
    let names = classNames(of: sources, &report)
    let splits = allocate(sources, &report)
    for split in splits { check(split, against: splits[0], classes: names, &report) }
    let parts = divide(splits.first { $0.name == .test }, &report)
    try report.problems.throwIfAny()
    return OpenDataset(
      splits: splits, parts: parts, classes: names, scale: scale, sources: sources, padTo: padTo,
      report: report)
  }

  /// The class names of the file, else those that the sources agree on.
  private func classNames(
    of sources: [SplitName: OpenSource], _ report: inout SourceReport
  ) -> [String]? {
    if let classes { return classes }
    var first: (split: SplitName, names: [String])?
    for name in SplitName.allCases {
      guard let names = sources[name]?.classes else { continue }
      if let first, first.names != names {
        report.add(
          "its classes are \(names.joined(separator: ", ")); those of \(first.split.rawValue) are "
            + first.names.joined(separator: ", "), to: name)
      }
      first = first ?? (name, names)
    }
    return first?.names
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
      var shape = open.shape
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
        name: name, shape: shape, labels: open.labels.map { all in indices.map { all[$0] } },
        files: open.files, owner: owner, indices: indices)
    }
  }

  private func check(
    _ split: OpenDataset.Split, against first: OpenDataset.Split, classes: [String]?,
    _ report: inout SourceReport
  ) {
    var shape = split.shape
    shape.count = first.shape.count
    if shape != first.shape {
      report.add(
        "it is \(split.shape); \(first.name.rawValue) is \(first.shape): all splits must have "
          + "images of one shape", to: split.name)
    }
    if let classes, let labels = split.labels,
      let index = labels.firstIndex(where: { $0 >= classes.count })
    {
      report.add(
        "image \(index) has label \(labels[index]), but only \(classes.count) classes are named, "
          + "from 0", to: split.name)
    }
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
