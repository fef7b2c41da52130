import Numerics

/// Numbers as people write them, the same on every machine: no locale, a true minus sign.
public enum NumberText {
  /// A number with a fixed number of decimals; very large ones in scientific notation.
  ///
  /// - Parameters:
  ///   - number: any number; NaN and the infinities have words.
  ///   - decimals: 0 to 12.
  /// - Returns: the text.
  public static func fixed(_ number: Double, decimals: Int) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "−∞" : "∞" }
    guard number.magnitude < 1e15 else { return scientific(number, decimals: 2) }
    // An integer of 18 digits holds the scaled number.
    let decimals = max(0, min(12, decimals, 17 - decade(number.magnitude)))
    let scaled = Int((number.magnitude * power10(decimals)).rounded())
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = number < 0 && scaled != 0 ? "−" : ""
    guard decimals > 0 else { return sign + padded }
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A number with about so many significant digits, without trailing zeros.
  public static func compact(_ number: Double, digits: Int = 3) -> String {
    guard number.isFinite, number != 0 else { return fixed(number, decimals: 0) }
    let place = decade(number.magnitude)
    guard (-4..<6).contains(place) else { return scientific(number, decimals: digits - 1) }
    return trimmed(fixed(number, decimals: max(0, digits - 1 - place)))
  }

  /// A power of ten with its exponent raised: 10⁻³.
  public static func powerOfTen(_ exponent: Int) -> String { "10" + superscript(exponent) }

  /// An index as a subscript: `"PC" + NumberText.subscripted(1)` is PC₁.
  public static func subscripted(_ index: Int) -> String {
    replacingDigits(String(index), with: Array("₀₁₂₃₄₅₆₇₈₉"), minus: "₋")
  }

  static func superscript(_ exponent: Int) -> String {
    replacingDigits(String(exponent), with: Array("⁰¹²³⁴⁵⁶⁷⁸⁹"), minus: "⁻")
  }

  static func scientific(_ number: Double, decimals: Int) -> String {
    var place = decade(number.magnitude)
    var text = trimmed(fixed(scaled(number, byPowerOfTen: -place), decimals: decimals))
    if text.hasSuffix("10") {
      // 9.99… was rounded up: one more power.
      place += 1
      text.removeLast()
    }
    switch text {
    case "1": return powerOfTen(place)
    case "−1": return "−" + powerOfTen(place)
    default: return text + "×" + powerOfTen(place)
    }
  }

  /// The exponent e with 10^e <= number < 10^(e + 1); 0 for 0.
  static func decade(_ number: Double) -> Int {
    guard number > 0, number.isFinite else { return 0 }
    var place = Int((Elementary.log(number) * 0.4342944819032518).rounded(.down))
    while scaled(number, byPowerOfTen: -place) < 1 { place -= 1 }
    while scaled(number, byPowerOfTen: -place) >= 10 { place += 1 }
    return place
  }

  /// 10 to a power.
  static func power10(_ exponent: Int) -> Double { scaled(1, byPowerOfTen: exponent) }

  /// `number` times 10^exponent, without leaving the range on the way.
  private static func scaled(_ number: Double, byPowerOfTen exponent: Int) -> Double {
    var result = number
    var left = exponent.magnitude
    while left > 0 {
      let step = min(left, 22)
      let factor = (0..<step).reduce(1.0) { power, _ in power * 10 }
      result = exponent < 0 ? result / factor : result * factor
      left -= step
    }
    return result
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }

  private static func replacingDigits(
    _ text: String, with digits: [Character], minus: String
  ) -> String {
    text.map { $0.wholeNumberValue.map { String(digits[$0]) } ?? minus }.joined()
  }
}
