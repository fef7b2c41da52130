import Numerics

/// Logarithms for axes, the same on every machine.
enum Logarithm {
  /// The natural logarithm of `value / base`.
  static func ratio(_ value: Double, over base: Double) -> Double {
    Elementary.log(value) - Elementary.log(base)
  }

  static func power(_ base: Double, _ exponent: Double) -> Double {
    Elementary.power(base, exponent)
  }
}
