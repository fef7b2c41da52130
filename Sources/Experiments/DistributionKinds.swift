import Numerics
import Specification

/// A distribution that a setting is drawn from.
public protocol Distribution: Described {
  /// One draw.
  func draw(from stream: inout RandomStream) -> JSON
}

/// The distributions.
public enum DistributionKinds: Family {
  /// Any distribution.
  public typealias Member = any Distribution
  /// In messages.
  public static var name: String { "distribution" }
  /// The kinds.
  public static var kinds: [any Described.Type] {
    [Uniform.self, LogUniform.self, UniformInteger.self, Choice.self]
  }
}

/// A number between two others, all equally likely.
public struct Uniform: Distribution {
  /// The lower and the upper end.
  public var interval = [0.0, 1.0]

  /// From 0 to 1.
  public init() {}

  /// The name in a file.
  public static var kind: String { "uniform" }
  /// For the schema.
  public static var summary: String {
    "A number between low and high, all equally likely, rounded to five digits."
  }
  /// The fields.
  public static var fields: [Field<Uniform>] {
    [Field("interval", \.interval, "The ends: [low, high].", isRequired: true, isPrimary: true)]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval, report)
  }

  /// One draw.
  public func draw(from stream: inout RandomStream) -> JSON {
    .number(Decimals.rounded(stream.uniform(interval[0], interval[1]), within: interval))
  }
}

/// A positive number whose logarithm is uniform: learning rates.
public struct LogUniform: Distribution {
  /// The lower and the upper end, both above 0.
  public var interval = [1e-5, 1e-1]

  /// From 0.00001 to 0.1.
  public init() {}

  /// The name in a file.
  public static var kind: String { "logUniform" }
  /// For the schema.
  public static var summary: String {
    "A positive number whose logarithm is uniform, rounded to five digits."
  }
  /// The fields.
  public static var fields: [Field<LogUniform>] {
    [
      Field(
        "interval", \.interval, "The ends: [low, high], both above 0.", .above(0), isRequired: true,
        isPrimary: true)
    ]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval, report)
  }

  /// One draw.
  public func draw(from stream: inout RandomStream) -> JSON {
    let drawn = stream.uniform(Elementary.log(interval[0]), Elementary.log(interval[1]))
    return .number(Decimals.rounded(Elementary.exp(drawn), within: interval))
  }
}

/// A whole number between two others, both included.
public struct UniformInteger: Distribution {
  /// The lower and the upper end.
  public var interval = [0, 1]

  /// 0 or 1.
  public init() {}

  /// The name in a file.
  public static var kind: String { "integer" }
  /// For the schema.
  public static var summary: String { "A whole number from low to high, both included." }
  /// The fields.
  public static var fields: [Field<UniformInteger>] {
    [Field("interval", \.interval, "The ends: [low, high].", isRequired: true, isPrimary: true)]
  }

  /// Two ends in order.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    checkInterval(interval.map(Double.init), report)
  }

  /// One draw.
  public func draw(from stream: inout RandomStream) -> JSON {
    .number(interval[0] + stream.integer(below: interval[1] - interval[0] + 1))
  }
}

/// One of a list of values, all equally likely.
public struct Choice: Distribution {
  /// The values.
  public var values: [JSON] = []

  /// No values.
  public init() {}

  /// The name in a file.
  public static var kind: String { "choice" }
  /// For the schema.
  public static var summary: String { "One of a list of values, all equally likely." }
  /// The fields.
  public static var fields: [Field<Choice>] {
    [Field("values", \.values, "The values.", isRequired: true, isPrimary: true)]
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [("values", .array([.string("relu"), .string("tanh")]))]
  }

  /// At least one value.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if values.isEmpty { report("values", "a choice needs at least one value") }
  }

  /// One draw.
  public func draw(from stream: inout RandomStream) -> JSON {
    values[stream.integer(below: values.count)]
  }
}

private func checkInterval(
  _ interval: [Double], _ report: (_ field: String, _ message: String) -> Void
) {
  if interval.count != 2 || interval[0] > interval[1] {
    report("interval", "an interval is two numbers, the smaller first: [low, high]")
  }
}
