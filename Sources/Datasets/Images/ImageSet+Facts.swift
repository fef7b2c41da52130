/// What plans ask of the pixels of a split before anything is trained on them.
public struct ImageFacts: Sendable, Equatable {
  /// A number for each image that only equal images share (but for one chance in 2^64): `[N]`.
  public var digests: [UInt64]
  /// Between which values the pixels lie; of bytes 0 to 255, nil where a number is not finite.
  public var range: ClosedRange<Float>?
  /// Whether pixels are numbers that are used as they are.
  public var isFloat: Bool

  /// Gathers facts.
  public init(digests: [UInt64], range: ClosedRange<Float>?, isFloat: Bool) {
    self.digests = digests
    self.range = range
    self.isFloat = isFloat
  }

  /// How many of the images are different.
  public var different: Int { Set(digests).count }

  /// How many of these images are among others too.
  public func count(in others: ImageFacts) -> Int {
    let known = Set(others.digests)
    return digests.count { known.contains($0) }
  }
}

extension ImageSet {
  /// Reads every pixel.
  public func facts() -> ImageFacts {
    var digests: [UInt64] = []
    digests.reserveCapacity(count)
    var range: ClosedRange<Float>? = isFloat ? nil : 0...255
    var isFinite = true
    var values = [Float](repeating: 0, count: shape.imageSize)
    for index in 0..<count {
      guard isFloat else {
        digests.append(bytes(of: index).withUnsafeBytes(Self.digest))
        continue
      }
      values.withUnsafeMutableBufferPointer { fill([index], into: $0, scale: .unit) }
      digests.append(values.withUnsafeBytes(Self.digest))
      guard let low = values.min(), let high = values.max(), values.allSatisfy(\.isFinite) else {
        isFinite = false
        continue
      }
      range = min(range?.lowerBound ?? low, low)...max(range?.upperBound ?? high, high)
    }
    return ImageFacts(digests: digests, range: isFinite ? range : nil, isFloat: isFloat)
  }

  /// Mixes eight bytes at a time (Fibonacci hashing).
  private static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: bytes.count)
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    let words = bytes.count / 8
    for word in 0..<words { mix(bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)) }
    for byte in words * 8..<bytes.count { mix(UInt64(bytes[byte])) }
    return hash
  }
}
