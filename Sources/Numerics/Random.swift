/// A stream of random numbers that depends on its seed, its purpose and its index, and on nothing
/// else: no draw depends on the order in which streams are used.
///
/// The generator is Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011). The key is made of seed and purpose, the counter of index and position.
public struct RandomStream: Sendable, RandomNumberGenerator {
  private let key: (UInt32, UInt32)
  private let index: UInt64
  /// The number of 128-bit blocks already begun: together with the unread words the whole state.
  private var block: UInt64 = 0
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var unread = 0

  /// Opens a stream.
  ///
  /// - Parameters:
  ///   - seed: the seed of the trial.
  ///   - purpose: what the numbers are for, as "weights/encoder.0"; other purposes, other numbers.
  ///   - index: which of many: an epoch, an image, a restart.
  public init(seed: UInt64, purpose: String, index: UInt64 = 0) {
    let mixed = Self.mix(seed ^ Self.hash(purpose))
    key = (UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    self.index = index
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if unread == 0 {
      words = Self.philox(
        (
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
          UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)
        ), key)
      block &+= 1
      unread = 4
    }
    unread -= 1
    switch unread {
    case 3: return words.0
    case 2: return words.1
    case 1: return words.2
    default: return words.3
    }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A number in [0, 1), all 2^53 multiples of 2^-53 equally likely.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in [lower, upper); `lower` when the two are equal.
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    let draw = lower + (upper - lower) * uniform()
    return draw < upper ? draw : max(lower, upper.nextDown)
  }

  /// A whole number in 0 ..< count, without bias (Lemire: "Fast random integer generation in an
  /// interval", 2019). `count` must be positive.
  public mutating func integer(below count: Int) -> Int {
    let bound = UInt64(max(1, count))
    var product = next().multipliedFullWidth(by: bound)
    let threshold = (0 &- bound) % bound
    while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// A draw from the standard normal distribution: the inverse of its distribution function at a
  /// uniform draw, so one draw uses one number.
  public mutating func normal() -> Double {
    Elementary.inverseNormal((Double(next() >> 12) + 0.5) * 0x1p-52)
  }

  /// The numbers 0 ..< count in random order (Fisher-Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1))
    }
    return order
  }

  /// FNV-1a over the UTF-8 of the purpose.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The finaliser of SplitMix64: a bijection that spreads every bit.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Ten rounds of Philox 4x32.
  package static func philox(
    _ counter: (UInt32, UInt32, UInt32, UInt32), _ key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let left = UInt32(0xD251_1F53).multipliedFullWidth(by: c.0)
      let right = UInt32(0xCD9E_8D57).multipliedFullWidth(by: c.2)
      c = (right.high ^ c.1 ^ k.0, right.low, left.high ^ c.3 ^ k.1, left.low)
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return c
  }
}
