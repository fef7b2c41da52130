import Files

extension ImageSet {
  /// The SHA-256 of shape, pixels and labels: the same images give the same hash whatever file and
  /// format they come from. Reads every pixel.
  ///
  /// - Parameter scale: what padding has where images are numbers.
  /// - Returns: 64 hexadecimal digits.
  public func contentHash(scale: PixelScale = .unit) -> String {
    var hash = SHA256()
    let type = isFloat ? "float32" : "uint8"
    hash.update(Array("\(type) \(count) \(height) \(width) \(channels)\n".utf8))
    if isFloat { hashFloats(&hash, scale) } else { hashBytes(&hash) }
    if let labels {
      hash.update(Array("labels\n".utf8))
      labels.map { Int64($0).littleEndian }.withUnsafeBytes { hash.update($0) }
    }
    return hash.hexadecimal
  }

  private var isPadded: Bool {
    pixels.shape.height != height || pixels.shape.width != width
  }

  private func hashBytes(_ hash: inout SHA256) {
    if isPadded {
      for index in 0..<count { hash.update(bytes(of: index)) }
      return
    }
    let size = shape.imageSize
    for index in 0..<count {
      let start = (stored?[index] ?? index) * size
      pixels.withElements { bytes in
        hash.update(UnsafeRawBufferPointer(start: bytes + start, count: size))
      } floats: { _ in
      }
    }
  }

  private func hashFloats(_ hash: inout SHA256, _ scale: PixelScale) {
    var values = [Float](repeating: 0, count: shape.imageSize)
    for index in 0..<count {
      values.withUnsafeMutableBufferPointer { fill([index], into: $0, scale: scale) }
      values.map(\.bitPattern.littleEndian).withUnsafeBytes { hash.update($0) }
    }
  }
}
