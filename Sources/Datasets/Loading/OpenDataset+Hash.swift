import Files
import Specification

extension OpenDataset {
  /// What is read at a time, in elements.
  private static let piece = 4 << 20

  /// The SHA-256 of shape, pixels and labels of a split, as `ImageSet.contentHash` gives it of the
  /// loaded images; the pixels are read a few images at a time where the source can do that.
  ///
  /// - Parameter name: the split.
  /// - Returns: 64 hexadecimal digits; nil when there is no such split.
  /// - Throws: `Problems` when a file is damaged beyond its header, or has changed meanwhile.
  public func contentHash(of name: SplitName) throws(Problems) -> String? {
    guard let split = self[name], let source = sources[split.owner] else { return nil }
    guard let makeReader = source.makeReader else {
      return try load([name])[name]?.contentHash(scale: scale)
    }
    var hash = ContentHash(of: split.shape, scale: scale)
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
        hash.add(preparation.padTo.flatMap { images.padded(to: $0) } ?? images)
        first = range.upperBound
      }
    } catch {
      var report = report
      report.add(error, to: split.owner)
      throw report.problems
    }
    return hash.finished(labels: split.labels)
  }

  /// Pixels with channels and size as they are to be.
  func prepared(_ pixels: Pixels) throws(SourceError) -> Pixels {
    try SourceError.blaming("resize") { () throws(FileError) in try preparation.prepared(pixels) }
  }
}
