/// How many there are of something whose number input decides: pixels, weights, images, steps, bytes.
///
/// Sums, differences and products never trap. A number beyond the range of `Int` stays at the end of
/// it, and so does everything that is computed from it: "more than can be counted", which compares as
/// larger than any limit. Whatever multiplies or adds sizes that were read (shapes, headers, options)
/// does it with this type, and compares the result with a limit before memory is set aside.
public struct Count: Sendable, Hashable, Comparable {
  /// The number; `Int.max` where it cannot be counted.
  public let value: Int

  /// More than can be counted.
  public static let uncountable = Count(.max)

  /// A number of things.
  public init(_ value: Int) { self.value = value }

  /// A number of things, rounded up; not a number, or too large a one, cannot be counted.
  public init(_ value: Double) {
    let whole = value.rounded(.up)
    let isCountable = whole < 0x1p63 && whole >= -0x1p63
    self.value = isCountable ? Int(whole) : .max
  }

  /// The product of sizes; 1 where there are none.
  public static func product(_ sizes: some Sequence<Int>) -> Count {
    sizes.reduce(1) { $0 * Count($1) }
  }

  /// The sum of counts; 0 where there are none.
  public static func sum(_ counts: some Sequence<Count>) -> Count { counts.reduce(0, +) }

  /// Whether it is a number, not "more than can be counted".
  public var isCountable: Bool { value != .max }

  /// Smaller before larger.
  public static func < (left: Count, right: Count) -> Bool { left.value < right.value }

  /// The sum.
  public static func + (left: Count, right: Count) -> Count {
    settle(left, right, left.value.addingReportingOverflow(right.value), isPositive: left.value > 0)
  }

  /// The difference.
  public static func - (left: Count, right: Count) -> Count {
    settle(
      left, right, left.value.subtractingReportingOverflow(right.value), isPositive: left.value > 0)
  }

  /// The product; nothing of anything is nothing.
  public static func * (left: Count, right: Count) -> Count {
    if left.value == 0 || right.value == 0 { return 0 }
    return settle(
      left, right, left.value.multipliedReportingOverflow(by: right.value),
      isPositive: (left.value > 0) == (right.value > 0))
  }

  /// The quotient, rounded towards 0; divided by 0 it cannot be counted.
  public static func / (left: Count, right: Count) -> Count {
    settle(
      left, right, left.value.dividedReportingOverflow(by: right.value), isPositive: true)
  }

  /// The number, or the end of the range it would leave.
  private static func settle(
    _ left: Count, _ right: Count, _ result: (partialValue: Int, overflow: Bool), isPositive: Bool
  ) -> Count {
    guard left.isCountable, right.isCountable else { return .uncountable }
    guard result.overflow else { return Count(result.partialValue) }
    return isPositive ? .uncountable : Count(.min)
  }
}

extension Count: ExpressibleByIntegerLiteral {
  /// A number that the program says.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Count: CustomStringConvertible {
  /// The number, or words where there is none.
  public var description: String { isCountable ? String(value) : "more than can be counted" }
}

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

/// Sizes in words.
public enum ByteCount {
  /// `12.5 KB`, `3.0 MB`, `1.2 GB`.
  public static func text(_ bytes: Int) -> String {
    switch bytes {
    case ..<(1 << 20): "\(Decimal.text(Double(bytes) / 1024, digits: 1)) KB"
    case ..<(1 << 30): "\(Decimal.text(Double(bytes) / 1_048_576, digits: 1)) MB"
    default: "\(Decimal.text(Double(bytes) / 1_073_741_824, digits: 1)) GB"
    }
  }
}
