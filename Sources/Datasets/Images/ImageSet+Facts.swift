/// What plans ask of the pixels of a split before anything is trained on them.
public struct ImageFacts: Sendable, Equatable {
  /// A number for each image that only equal images share (but for one chance in 2^64): `[N]`.
  public let digests: [UInt64]
  /// Between which values the pixels lie; of bytes 0 to 255, nil where a number is not finite.
  public var range: ClosedRange<Float>?
  /// Whether pixels are numbers that are used as they are.
  public var isFloat: Bool
  /// How many of the images are different.
  public let different: Int

  /// Gathers facts.
  public init(digests: [UInt64], range: ClosedRange<Float>?, isFloat: Bool) {
    self.digests = digests
    self.range = range
    self.isFloat = isFloat
    different = Set(digests).count
  }

  /// How many of these images are among others too.
  public func count(in others: ImageFacts) -> Int {
    let known = Set(others.digests)
    return digests.count { known.contains($0) }
  }
}

extension ImageFacts {
  /// The facts of images that come a few at a time, all of them bytes or all of them numbers.
  struct Gathering {
    private var digests: [UInt64] = []
    private var range: ClosedRange<Float>?
    private var isFinite = true
    private var isFloat = false

    /// The facts of all images that were added.
    var facts: ImageFacts {
      let ends = isFloat ? range : 0...255
      return ImageFacts(digests: digests, range: isFinite ? ends : nil, isFloat: isFloat)
    }

    /// Reads every pixel of the next images.
    mutating func add(_ images: ImageSet) {
      isFloat = images.isFloat
      digests.reserveCapacity(digests.count + images.count)
      var values = [Float](repeating: 0, count: isFloat ? images.shape.imageSize : 0)
      for index in 0..<images.count {
        guard isFloat else {
          digests.append(images.bytes(of: index).withUnsafeBytes(ImageFacts.digest))
          continue
        }
        values.withUnsafeMutableBufferPointer { images.fill([index], into: $0, scale: .unit) }
        digests.append(values.withUnsafeBytes(ImageFacts.digest))
        guard let low = values.min(), let high = values.max(), values.allSatisfy(\.isFinite) else {
          isFinite = false
          continue
        }
        range = min(range?.lowerBound ?? low, low)...max(range?.upperBound ?? high, high)
      }
    }
  }

  /// Mixes eight bytes at a time (Fibonacci hashing).
  fileprivate static func digest(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
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

extension ImageSet {
  /// Reads every pixel.
  public func facts() -> ImageFacts {
    var facts = ImageFacts.Gathering()
    facts.add(self)
    return facts.facts
  }
}
