extension OpenDataset {
  /// What each image of a split is called: its file below the folder it comes from, else its number in
  /// its source, from 0.
  public func identifiers(of split: Split) -> [String] {
    guard let source = sources[split.owner], let folder = source.files.first,
      source.contents.count >= source.shape.count,
      source.contents.prefix(source.shape.count).allSatisfy({ $0.hasPrefix(folder + "/") })
    else { return split.indices.map(String.init) }
    return split.indices.map { String(source.contents[$0].dropFirst(folder.count + 1)) }
  }
}
