/// Arithmetic on numbers as they are written, so that 0.1 + 2 x 0.1 is 0.3.
enum Decimals {
  /// `start + index * step`, computed in decimal and rounded once.
  static func multiple(_ index: Int, of step: Double, from start: Double) -> Double {
    let plain = start + Double(index) * step
    guard let a = Decimal(start), let b = Decimal(step) else { return plain }
    let exponent = min(a.exponent, b.exponent)
    guard let from = a.scaled(to: exponent), let by = b.scaled(to: exponent) else { return plain }
    let (product, isTooLong) = by.multipliedReportingOverflow(by: index)
    let (sum, isTooLarge) = from.addingReportingOverflow(product)
    guard !isTooLong, !isTooLarge else { return plain }
    return Double("\(sum)e\(exponent)") ?? plain
  }

  /// The number with five significant digits, so that a table shows it whole; never outside the
  /// interval `[low, high]`.
  static func rounded(_ number: Double, within interval: [Double]) -> Double {
    let digits = 5
    guard let decimal = Decimal(number), let low = interval.first, let high = interval.last else {
      return number
    }
    let surplus = String(decimal.mantissa.magnitude).count - digits
    guard surplus > 0 else { return min(max(number, low), high) }
    let unit = (0..<surplus).reduce(1) { power, _ in power * 10 }
    let half = decimal.mantissa < 0 ? -unit / 2 : unit / 2
    let kept = (decimal.mantissa + half) / unit
    return min(max(Double("\(kept)e\(decimal.exponent + surplus)") ?? number, low), high)
  }

  /// `mantissa * 10^exponent`, the shortest that reads back as a double.
  private struct Decimal {
    var mantissa: Int
    var exponent: Int

    init?(_ number: Double) {
      let parts = "\(number)".split(separator: "e")
      guard number.isFinite, let digits = parts.first else { return nil }
      let fraction = digits.split(separator: ".").dropFirst().first ?? ""
      let places = fraction == "0" ? 0 : fraction.count
      let written = digits.replacing(".", with: "").dropLast(fraction == "0" ? 1 : 0)
      guard let mantissa = Int(written), let power = parts.count > 1 ? Int(parts[1]) : 0 else {
        return nil
      }
      self.mantissa = mantissa
      exponent = power - places
    }

    /// The mantissa for a smaller exponent; nil when it would overflow.
    func scaled(to smaller: Int) -> Int? {
      guard exponent - smaller <= 18 else { return nil }
      return (smaller..<exponent).reduce(Optional(mantissa)) { value, _ in
        guard let value else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        return overflow ? nil : product
      }
    }
  }
}
