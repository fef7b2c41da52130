/// Numbers as tables print them.
public enum Decimal {
  /// A number with so many digits behind the point, rounded half away from zero; very large and very
  /// small ones as JSON writes them.
  public static func text(_ value: Double, digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15, (0...9).contains(digits) else {
      return JSON.number(value).canonical.replacing("\"", with: "")
    }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    guard abs(value) * Double(scale) < 9e15 else { return JSON.number(value).canonical }
    let scaled = Int((abs(value) * Double(scale)).rounded(.toNearestOrAwayFromZero))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
  }
}
