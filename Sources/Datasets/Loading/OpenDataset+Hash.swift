import Files
import Specification

extension OpenDataset {
  /// What is read at a time, in elements.
  private static let piece = 4 << 20

  /// What reading all images of a split tells: the SHA-256 of its shape, pixels and labels, as
  /// `ImageSet.contentHash` gives it of the loaded images, and the facts of its images.
  ///
  /// - Parameter name: the split.
  /// - Returns: the hash, 64 hexadecimal digits, and the facts; nil when there is no such split.
  /// - Throws: `Problems` when a file is damaged beyond its header, or has changed meanwhile.
  public func content(
    of name: SplitName
  ) throws(Problems) -> (hash: String, facts: ImageFacts)? {
    guard let split = self[name] else { return nil }
    var hash = ContentHash(of: split.shape, scale: scale)
    var facts = ImageFacts.Gathering()
    try forEachPart(of: split) { images in
      hash.add(images)
      facts.add(images)
    }
    return (hash.finished(labels: split.labels), facts.facts)
  }

  /// Reads the images of a split a few at a time, in their order, where the source can do that: never
  /// more of them are in memory than `piece` says.
  private func forEachPart(
    of split: Split, _ body: (ImageSet) -> Void
  ) throws(Problems) {
    guard let source = sources[split.owner] else { return }
    guard let makeReader = source.makeReader else {
      if let images = try load([split.name])[split.name] { body(images) }
      return
    }
    do throws(SourceError) {
      let reader = try makeReader()
      var wanted = split.indices[...]
      var first = 0
      while first < source.shape.count {
        let count = max(1, Self.piece / max(1, source.shape.imageSize))
        let range = first..<min(source.shape.count, first + count)
        let pixels = try prepared(try reader.read(range))
        let chosen = wanted.prefix { $0 < range.upperBound }
        wanted = wanted.dropFirst(chosen.count)
        let images = ImageSet(pixels, labels: nil, classes: nil).selecting(
          chosen.map { $0 - first })
        body(preparation.padTo.flatMap { images.padded(to: $0) } ?? images)
        first = range.upperBound
      }
    } catch {
      var report = report
      report.add(error, to: split.owner)
      throw report.problems
    }
  }

  /// Pixels with channels and size as they are to be.
  func prepared(_ pixels: Pixels) throws(SourceError) -> Pixels {
    try SourceError.blaming("resize") { () throws(FileError) in try preparation.prepared(pixels) }
  }
}
