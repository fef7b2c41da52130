import Files

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
