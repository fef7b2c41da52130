/// The range a number must lie in.
public struct Bounds: Sendable {
  /// The smallest value, and whether it is itself allowed.
  public var lower: (value: Double, isIncluded: Bool)?
  /// The largest value, and whether it is itself allowed.
  public var upper: (value: Double, isIncluded: Bool)?

  /// At least this.
  public static func atLeast(_ value: Double) -> Bounds { Bounds(lower: (value, true)) }

  /// More than this.
  public static func above(_ value: Double) -> Bounds { Bounds(lower: (value, false)) }

  /// From `lower` to `upper`, both allowed.
  public static func between(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: (lower, true), upper: (upper, true))
  }

  /// From `lower`, which is allowed, to below `upper`.
  public static func from(_ lower: Double, below upper: Double) -> Bounds {
    Bounds(lower: (lower, true), upper: (upper, false))
  }

  /// Between `lower` and `upper`, neither allowed.
  public static func strictlyBetween(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: (lower, false), upper: (upper, false))
  }

  /// Whether the number lies in the range.
  public func contains(_ number: Double) -> Bool {
    if let lower, number < lower.value || (number == lower.value && !lower.isIncluded) {
      return false
    }
    if let upper, number > upper.value || (number == upper.value && !upper.isIncluded) {
      return false
    }
    return true
  }

  /// The range in words: "at least 1", "above 0 and below 1".
  public var description: String {
    let low = lower.map {
      ($0.isIncluded ? "at least " : "above ") + JSON.number($0.value).canonical
    }
    let high = upper.map {
      ($0.isIncluded ? "at most " : "below ") + JSON.number($0.value).canonical
    }
    return [low, high].compactMap { $0 }.joined(separator: " and ")
  }

  /// A schema with the range added to every number in it.
  func applied(to schema: JSON) -> JSON {
    guard let members = schema.members else { return schema }
    if let type = schema["type"]?.string, type == "integer" || type == "number" {
      return JSON(.object(members + keywords.map { JSON.Member($0.0, $0.1) }))
    }
    return JSON(
      .object(
        members.map { member in
          switch member.name {
          case "items": JSON.Member(member.name, applied(to: member.value))
          case "anyOf":
            JSON.Member(member.name, .array((member.value.elements ?? []).map(applied(to:))))
          default: member
          }
        }))
  }

  /// The schema keywords of the range.
  private var keywords: [(String, JSON)] {
    let low = lower.map { ($0.isIncluded ? "minimum" : "exclusiveMinimum", JSON.number($0.value)) }
    let high = upper.map { ($0.isIncluded ? "maximum" : "exclusiveMaximum", JSON.number($0.value)) }
    return [low, high].compactMap { $0 }
  }

  /// Checks a number, or every number of an array.
  func check(_ json: JSON, at path: JSONPath, into problems: inout Problems) -> Bool {
    if let elements = json.elements {
      let results = elements.enumerated().map { index, element in
        check(element, at: path.appending(index), into: &problems)
      }
      return results.allSatisfy { $0 }
    }
    guard let number = json.number, !contains(number) else { return true }
    problems.add(
      "\(json.canonical) is out of range: it must be \(description)",
      at: path, location: json.location)
    return false
  }
}
