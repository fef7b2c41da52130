/// A power of two, by which numbers are scaled without rounding; its own reciprocal may be out of
/// range.
struct PowerOfTwo {
  private let exponent: Int

  /// The power that brings a magnitude into 1 ..< 2; 1 for 0.
  init(normalizing magnitude: Double) {
    exponent = magnitude > 0 ? -Int(magnitude.exponent) : 0
  }

  /// A number times the power.
  func scaling(_ number: Double) -> Double { Self.scale(number, exponent) }

  /// A number divided by the power: 0 or infinity where that is out of range.
  func unscaling(_ number: Double) -> Double { Self.scale(number, -exponent) }

  /// In two steps, since 2^1074 is no number and its root is one.
  private static func scale(_ number: Double, _ exponent: Int) -> Double {
    let half = exponent / 2
    return number * power(half) * power(exponent - half)
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
