import Specification

extension DatasetSpecification {
  /// The dataset with its relative paths seen from the files that they are written in.
  ///
  /// An experiment may extend or name files of other folders, and take paths from the command line. A
  /// path that leads somewhere from there (from the command line: from the working directory) is
  /// replaced by the absolute one; any other stays for the `PathResolver`.
  ///
  /// - Parameters:
  ///   - json: the dataset as written, its values with their places.
  ///   - folder: the folder of the experiment, which a `PathResolver` looks in by itself.
  /// - Returns: the dataset with paths that lead somewhere.
  public func placed(asWrittenIn json: JSON?, beside folder: String) -> DatasetSpecification {
    var copy = self
    copy.train = Self.placed(train, json?["train"], folder)
    copy.validation = Self.placed(validation, json?["validation"], folder)
    copy.test = Self.placed(test, json?["test"], folder)
    return copy
  }

  /// The dataset with every path of its sources replaced.
  public func replacingPaths(_ replacement: (String) -> String) -> DatasetSpecification {
    var copy = self
    for split in SplitName.allCases {
      guard let images = self[split]?.value as? any ImageSource else { continue }
      copy[split] = OneOf(images.replacingPaths(replacement)) ?? self[split]
    }
    return copy
  }

  private static func placed(
    _ source: OneOf<SplitSources>?, _ json: JSON?, _ folder: String
  ) -> OneOf<SplitSources>? {
    guard let json, let images = source?.value as? any ImageSource else { return source }
    let placed = images.replacingPaths { path in
      PathResolver(folders: [folder]).placed(
        path, writtenIn: json.location(ofText: path)?.source)
    }
    return OneOf(placed) ?? source
  }
}

extension JSON {
  /// Where a text is written in this value.
  fileprivate func location(ofText text: String) -> Location? {
    if string == text { return location }
    let children = elements ?? members?.map(\.value) ?? []
    return children.lazy.compactMap { $0.location(ofText: text) }.first
  }
}
