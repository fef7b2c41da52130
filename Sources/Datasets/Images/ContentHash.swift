import Files
import Specification

extension ImageSet {
  /// The SHA-256 of shape, pixels and labels: the same images give the same hash whatever file and
  /// format they come from. Reads every pixel.
  ///
  /// - Parameter scale: what padding has where images are numbers.
  /// - Returns: 64 hexadecimal digits.
  public func contentHash(scale: PixelScale = .unit) -> String {
    var hash = ContentHash(of: shape, scale: scale)
    hash.add(self)
    return hash.finished(labels: labels)
  }
}

/// The hash of a set of images that come a few at a time.
struct ContentHash {
  private let shape: ImageShape
  private let scale: PixelScale
  private var hash = SHA256()
  private var hasBegun = false

  /// Begins the hash of images of a shape; where they are numbers, padding is the black of the scale.
  init(of shape: ImageShape, scale: PixelScale) {
    self.shape = shape
    self.scale = scale
  }

  /// Adds the next images, all of them bytes or all of them numbers.
  mutating func add(_ images: ImageSet) {
    if !hasBegun { begin(isFloat: images.isFloat) }
    if images.isFloat { addFloats(images) } else { addBytes(images) }
  }

  /// The hash, once all images were added.
  func finished(labels: [Int]?) -> String {
    var hash = hash
    if let labels {
      hash.update(Array("labels\n".utf8))
      labels.map { Int64($0).littleEndian }.withUnsafeBytes { hash.update($0) }
    }
    return hash.hexadecimal
  }

  private mutating func begin(isFloat: Bool) {
    hasBegun = true
    let type = isFloat ? "float32" : "uint8"
    let sizes = "\(shape.count) \(shape.height) \(shape.width) \(shape.channels)"
    hash.update(Array("\(type) \(sizes)\n".utf8))
  }

  private mutating func addBytes(_ images: ImageSet) {
    let stored = images.pixels.shape
    guard stored.height == images.height, stored.width == images.width else {
      for index in 0..<images.count { hash.update(images.bytes(of: index)) }
      return
    }
    let size = stored.imageSize
    for index in 0..<images.count {
      let start = (images.stored?[index] ?? index) * size
      images.pixels.withElements { bytes in
        hash.update(UnsafeRawBufferPointer(start: bytes + start, count: size))
      } floats: { _ in
      }
    }
  }

  private mutating func addFloats(_ images: ImageSet) {
    var values = [Float](repeating: 0, count: images.shape.imageSize)
    for index in 0..<images.count {
      values.withUnsafeMutableBufferPointer { images.fill([index], into: $0, scale: scale) }
      values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { hash.update($0) }
    }
  }
}

extension OpenDataset {
  /// What is read at a time, in elements.
  private static let piece = 4 << 20

  /// What reading all images of a split tells: the SHA-256 of its shape, pixels and labels, as
  /// `ImageSet.contentHash` gives it of the loaded images, and the facts of its images.
  ///
  /// - Parameters:
  ///   - name: the split.
  ///   - take: takes the images, as they are prepared, from the first to the last.
  /// - Returns: the hash, 64 hexadecimal digits, and the facts; nil when there is no such split.
  /// - Throws: `Problems` when a file is damaged beyond its header, or has changed meanwhile.
  public func content(
    of name: SplitName, taking take: (ImageSet) -> Void = { _ in }
  ) throws(Problems) -> (hash: String, facts: ImageFacts)? {
    guard let split = self[name] else { return nil }
    var hash = ContentHash(of: split.shape, scale: scale)
    var facts = ImageFacts.Gathering()
    try forEachPart(of: split) { images in
      hash.add(images)
      facts.add(images)
      take(images)
    }
    return (hash.finished(labels: split.labels), facts.facts)
  }

  /// Whether the images of a split are decoded one by one, which takes long.
  public func isDecoded(_ split: Split) -> Bool { sources[split.owner]?.isDecoded ?? false }

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
        ReadingProgress.tell("reading \(split.name.words) images", first, of: source.shape.count)
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
      ReadingProgress.tell("reading \(split.name.words) images", first, of: source.shape.count)
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
