import Specification

/// What the values of a sweep look like in other tools, so that a message can say how they are written
/// here.
enum SweepHabits {
  /// The advice on a value that should be a list, a range or a distribution; nil when it may be one.
  static func advice(on json: JSON, at path: JSONPath) -> String? {
    guard let members = json.members, let first = members.first else { return nil }
    let names = Set(members.map(\.name))
    let axis = path.steps.last?.key ?? ""
    if let values = json["values"] ?? json["value"] ?? json["choices"] {
      let list = values.elements == nil ? "[\(shown(values))]" : shown(values)
      return "write the list itself: \(Excerpt.quoted(axis)): \(list)"
    }
    let bounds = ["min", "max", "low", "high", "start", "stop", "end", "distribution"]
    if !names.isDisjoint(with: bounds), names.isDisjoint(with: ["from", "to"]) {
      return "a range is written { \"from\": 8, \"to\": 64, \"step\": 8 }, a random draw "
        + "{ \"uniform\": [low, high] }, { \"logUniform\": [low, high] } or { \"integer\": [low, high] }"
    }
    guard !names.contains(where: { Spelling.nearest(to: $0, among: known) != nil }) else {
      return nil
    }
    let written = ([axis] + inner(first)).joined(separator: ".")
    return "a sweep names a value by its whole path: write "
      + "\(Excerpt.quoted(written)): […], each path with its own list"
  }

  /// The names on the way to the first value that holds no others.
  private static func inner(_ member: JSON.Member) -> [String] {
    guard let below = member.value.members?.first, !known.contains(below.name) else {
      return [member.name]
    }
    return [member.name] + inner(below)
  }

  /// What a range or a distribution may begin with.
  private static var known: [String] {
    ValueRange.fieldNames + DistributionKinds.kinds.map { $0.kind }
  }

  private static func shown(_ json: JSON) -> String {
    let text = json.canonical
    return text.count <= 60 ? text : "[…]"
  }
}
