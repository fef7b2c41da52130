import Specification

/// Lists of values by path, in the order of the file: `{ "model.latent": [16, 32] }`.
public struct ValueLists: Specifiable, Equatable {
  /// A path and the values it takes.
  public struct List: Sendable, Equatable {
    /// The path, as written.
    public var path: String
    /// The values.
    public var values: [JSON]
    /// Where the path is written.
    public var location: Location?

    /// Lists are equal when path and values are.
    public static func == (left: List, right: List) -> Bool {
      left.path == right.path && left.values == right.values
    }
  }

  /// The lists.
  public var lists: [List] = []

  /// No lists.
  public init() {}

  /// Whether there is no list.
  public var isEmpty: Bool { lists.isEmpty }

  /// Reads an object of lists; a range is written `{ "from": 1, "to": 9, "step": 2 }`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> ValueLists? {
    guard let members = json.members else {
      problems.expected(typeName, json, at: path)
      return nil
    }
    var result = ValueLists()
    for member in members {
      let place = path.appending(member.name)
      let isKnown = result.lists.contains {
        JSONPath(parsing: $0.path) == JSONPath(parsing: member.name)
      }
      if isKnown { problems.duplicate(member, at: place) }
      guard let values = values(member.value, at: place, into: &problems) else { continue }
      if values.isEmpty {
        problems.add(
          "this list is empty, so the sweep would have no rows", at: place,
          location: member.location)
      }
      result.lists.append(List(path: member.name, values: values, location: member.location))
    }
    return result
  }

  private static func values(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> [JSON]? {
    if let elements = json.elements { return elements }
    guard json.members != nil else {
      problems.expected("an array of values, or a range", json, at: path)
      return nil
    }
    if let advice = SweepHabits.advice(on: json, at: path) {
      problems.add(advice, at: path, location: json.location)
      return nil
    }
    return ValueRange.read(json, at: path, into: &problems)?.values(at: json.location)
  }

  public var json: JSON { .object(lists.map { ($0.path, .array($0.values)) }) }

  /// An object of arrays or ranges.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let list = JSON.object([("type", .string("array")), ("minItems", .number(1))])
    let forms = [list, ValueRange.schema(&book)]
    return .object([
      ("type", .string("object")),
      ("additionalProperties", .object([("anyOf", .array(forms))])),
    ])
  }

  public static var typeName: String { "object of paths and lists of values" }

  public static var structure: Structure { .paths }
}

extension ValueLists.List {
  /// One of the values, put at the path.
  func entry(_ value: JSON) -> Overrides.Entry {
    Overrides.Entry(path: path, value: value, location: location)
  }
}

/// Evenly spaced numbers: `{ "from": 8, "to": 64, "step": 8 }`.
public struct ValueRange: Described {
  /// The first number.
  public var from = 0.0
  /// The last number; a whole number of steps leads to it.
  public var to = 0.0
  /// The distance of neighbours.
  public var step = 1.0

  /// From 0 to 0.
  public init() {}

  public static var kind: String { "range" }
  public static var summary: String { "Evenly spaced numbers, both ends included." }
  public static var fields: [Field<ValueRange>] {
    [
      Field("from", \.from, "The first number.", isRequired: true),
      Field("to", \.to, "The last number; whole steps must lead to it.", isRequired: true),
      Field("step", \.step, "The distance of neighbours.", .above(0)),
    ]
  }
  public static var example: [(String, JSON)] {
    [("from", .number(8)), ("to", .number(64)), ("step", .number(8))]
  }

  /// A range must not be empty or absurdly long.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if to < from { report("to", "the range ends before it starts") }
    let steps = (to - from) / step
    // The quotient of decimals may be off by its rounding, no more.
    let isMet = abs(steps - steps.rounded()) <= 1e-9 * max(1, steps)
    if steps > 10_000 || !steps.isFinite {
      report("step", "the range has more than 10000 values")
    } else if to > from, !isMet || steps < 0.5 {
      let last = values(at: nil).last?.canonical ?? ""
      let end = JSON.number(to).canonical
      report(
        "to",
        "the steps lead to \(last) and not to \(end): both ends belong to a range; end it at \(last), "
          + "or choose another step")
    }
  }

  /// `from + index * step` in decimal, never by repeated addition.
  func values(at location: Location?) -> [JSON] {
    let count = Int(((to - from) / step + 1e-9).rounded(.down)) + 1
    return (0..<count).map { index in
      JSON(.number(Decimals.multiple(index, of: step, from: from)), location: location)
    }
  }
}

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
