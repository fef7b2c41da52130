import Numerics

/// The marked values of an axis.
package struct Ticks {
  package struct Tick: Equatable {
    package let value: Double
    package let text: String
  }

  /// The labelled ones, ascending.
  package let major: [Tick]
  /// The ones between, of a logarithmic axis.
  package let minor: [Double]

  /// Ticks at round numbers.
  ///
  /// - Parameters:
  ///   - scale: the axis.
  ///   - count: about how many there should be; at least 2 are tried for.
  package init(_ scale: AxisScale, count: Int) {
    let count = max(2, count)
    guard scale.marks.isEmpty else {
      let every = (scale.marks.count + count - 1) / count
      major = scale.marks.enumerated().filter { $0.offset % every == 0 }.map {
        Tick(value: $0.element, text: NumberText.compact($0.element, digits: 6))
      }
      minor = []
      return
    }
    if scale.isLogarithmic, let ticks = Ticks.logarithmic(scale, count: count) {
      (major, minor) = ticks
    } else {
      major = Ticks.linear(scale, count: count)
      minor = []
    }
  }

  /// Multiples of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels",
  /// Graphics Gems, 1990).
  private static func linear(_ scale: AxisScale, count: Int) -> [Tick] {
    let span = scale.high - scale.low
    guard span > 0, span.isFinite else { return [] }
    var step = niceStep(near: span / Double(count))
    if scale.isWhole { step = max(1, step) }
    let decimals = max(0, -NumberText.decade(step * 1.0000001))
    let first = Int((scale.low / step - 1e-9).rounded(.up))
    let last = Int((scale.high / step + 1e-9).rounded(.down))
    guard first <= last, last - first < 1000 else { return [] }
    let largest = max(scale.low.magnitude, scale.high.magnitude)
    let isScientific = largest >= 1e6 || step < 1e-5
    return (first...last).map { multiple in
      let value = Double(multiple) * step
      let text =
        isScientific && multiple != 0
        ? NumberText.scientific(value, decimals: max(0, scientificDecimals(largest, step)))
        : NumberText.fixed(value, decimals: isScientific ? 0 : decimals)
      return Tick(value: value, text: text)
    }
  }

  private static func scientificDecimals(_ largest: Double, _ step: Double) -> Int {
    NumberText.decade(largest) - NumberText.decade(step * 1.0000001)
  }

  /// The round number near a step: not far below it.
  private static func niceStep(near raw: Double) -> Double {
    let power = NumberText.power10(NumberText.decade(raw))
    for factor in [1.0, 2, 5] where factor * power >= raw * 0.7 { return factor * power }
    return 10 * power
  }

  /// Powers of ten, every one or every n-th; over less than two decades 1, 2 and 5 times them.
  /// Nil when not even two of those fall inside the range.
  private static func logarithmic(_ scale: AxisScale, count: Int) -> ([Tick], [Double])? {
    let first = NumberText.decade(scale.low)
    let last = NumberText.decade(scale.high)
    func inside(_ value: Double) -> Bool {
      value >= scale.low * (1 - 1e-9) && value <= scale.high * (1 + 1e-9)
    }
    let powers = (first...max(first, last + 1)).filter { inside(NumberText.power10($0)) }
    let minor = powersTimes(2...9, first...max(first, last)).filter(inside)
    if powers.count >= 3 {
      let every = max(1, (powers.count + count - 1) / count)
      let shown = powers.filter { $0 % every == 0 }
      let ticks = shown.map {
        Tick(value: NumberText.power10($0), text: label(ofPower: $0, among: powers))
      }
      return (ticks, powers.count > 8 ? [] : minor)
    }
    let steps = powersTimes([1, 2, 5], first...max(first, last)).filter(inside)
    guard steps.count >= 2 else { return nil }
    return (steps.map { Tick(value: $0, text: NumberText.compact($0)) }, minor)
  }

  private static func label(ofPower exponent: Int, among powers: [Int]) -> String {
    let areSmall = (powers.first ?? 0) >= -3 && (powers.last ?? 0) <= 3
    return areSmall
      ? NumberText.compact(NumberText.power10(exponent), digits: 1)
      : NumberText.powerOfTen(exponent)
  }

  private static func powersTimes(
    _ factors: some Sequence<Int>, _ exponents: ClosedRange<Int>
  ) -> [Double] {
    exponents.flatMap { exponent in
      factors.map { Double($0) * NumberText.power10(exponent) }
    }
  }
}

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
