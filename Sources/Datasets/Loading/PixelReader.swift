import Files

/// The pixels of a source, a few images at a time, so that what is large is never whole in memory.
///
/// Images are asked for from the first to the last, none twice.
struct PixelReader {
  /// Reads consecutive images.
  let read: (_ images: Range<Int>) throws(SourceError) -> Pixels

  /// Reads images; what goes wrong is blamed on a field of the source.
  init(blaming field: String, _ read: @escaping (_ images: Range<Int>) throws(FileError) -> Pixels)
  {
    self.read = { images throws(SourceError) in
      try SourceError.blaming(field) { () throws(FileError) in try read(images) }
    }
  }

  /// Makes a reader.
  typealias Maker = @Sendable () throws(SourceError) -> PixelReader
}

extension ImageShape {
  /// The shape of some of the images.
  func part(_ images: Range<Int>) -> ImageShape {
    var part = self
    part.count = images.count
    return part
  }
}
