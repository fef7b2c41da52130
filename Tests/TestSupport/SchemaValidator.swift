import Specification

/// Checks values against a JSON schema, as far as schemas of this project go: `type`, `properties`,
/// `patternProperties`, `required`, `additionalProperties`, `items`, `minItems`, `maxItems`, `enum`,
/// `const`, `anyOf`, `pattern` (those of the schema document), ranges, and references into `$defs`.
public struct SchemaValidator {
  private let root: JSON

  /// Keywords that are checked, or only explain.
  private static let known: Set<String> = [
    "type", "properties", "patternProperties", "required", "additionalProperties", "items",
    "minItems", "maxItems", "enum", "const", "anyOf", "pattern", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "$ref", "$defs", "$schema", "$id", "title",
    "description", "default",
  ]

  /// Takes a schema.
  public init(_ root: JSON) { self.root = root }

  /// What is wrong with a value, as "path: reason"; empty when it conforms.
  public func faults(of value: JSON) -> [String] { faults(value, root, JSONPath()) }

  /// Keywords and references of the schema that this validator cannot follow.
  public var unknown: [String] { unknown(root) }

  private func unknown(_ schema: JSON) -> [String] {
    (schema.members ?? []).flatMap { member -> [String] in
      guard Self.known.contains(member.name) else { return ["keyword \(member.name)"] }
      switch member.name {
      case "properties", "patternProperties", "$defs":
        return (member.value.members ?? []).flatMap { unknown($0.value) }
      case "anyOf": return (member.value.elements ?? []).flatMap { unknown($0) }
      case "items", "additionalProperties": return unknown(member.value)
      case "$ref": return definition(member.value) == nil ? ["reference \(member.value)"] : []
      default: return []
      }
    }
  }

  private func definition(_ reference: JSON) -> JSON? {
    guard let text = reference.string, text.hasPrefix("#/$defs/") else { return nil }
    return root["$defs"]?[String(text.dropFirst("#/$defs/".count))]
  }

  private func faults(_ value: JSON, _ schema: JSON, _ path: JSONPath) -> [String] {
    (schema.members ?? []).flatMap { keyword in
      faults(value, keyword.name, keyword.value, schema, path)
    }
  }

  private func faults(
    _ value: JSON, _ keyword: String, _ rule: JSON, _ schema: JSON, _ path: JSONPath
  ) -> [String] {
    func unless(_ holds: Bool) -> [String] { holds ? [] : ["\(path): \(keyword)"] }
    let number = value.number
    let limit = rule.number ?? 0
    switch keyword {
    case "$ref":
      return definition(rule).map { faults(value, $0, path) } ?? ["\(path): no \(rule)"]
    case "anyOf":
      return unless((rule.elements ?? []).contains { faults(value, $0, path).isEmpty })
    case "type": return unless(has(value, type: rule.string ?? ""))
    case "const": return unless(value == rule)
    case "enum": return unless((rule.elements ?? []).contains(value))
    case "minimum": return unless(number.map { $0 >= limit } ?? true)
    case "maximum": return unless(number.map { $0 <= limit } ?? true)
    case "exclusiveMinimum": return unless(number.map { $0 > limit } ?? true)
    case "exclusiveMaximum": return unless(number.map { $0 < limit } ?? true)
    case "minItems": return unless(value.elements.map { $0.count >= Int(limit) } ?? true)
    case "maxItems": return unless(value.elements.map { $0.count <= Int(limit) } ?? true)
    case "pattern":
      return unless(value.string.map { matches($0, rule.string ?? "") } ?? true)
    case "items":
      return (value.elements ?? []).enumerated().flatMap {
        faults($1, rule, path.appending($0))
      }
    case "required":
      let missing = (rule.elements ?? []).compactMap(\.string).filter { value[$0] == nil }
      return value.members == nil ? [] : missing.map { "\(path): lacks \($0)" }
    case "properties":
      return (value.members ?? []).flatMap { member in
        rule[member.name].map { faults(member.value, $0, path.appending(member.name)) } ?? []
      }
    case "additionalProperties": return additional(value, rule, schema, path)
    default: return []
    }
  }

  private func additional(
    _ value: JSON, _ rule: JSON, _ schema: JSON, _ path: JSONPath
  ) -> [String] {
    let patterns = (schema["patternProperties"]?.members ?? []).map(\.name)
    let others = (value.members ?? []).filter { member in
      schema["properties"]?[member.name] == nil
        && !patterns.contains { matches(member.name, $0) }
    }
    if rule == JSON(.bool(false)) { return others.map { "\(path): no \($0.name) is allowed" } }
    return others.flatMap { faults($0.value, rule, path.appending($0.name)) }
  }

  private func has(_ value: JSON, type: String) -> Bool {
    switch value.value {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .number(let number): type == "number" || type == "integer" && number == number.rounded()
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }

  /// The patterns that the schema has: a path, and the name of a JSON file.
  private func matches(_ text: String, _ pattern: String) -> Bool {
    switch pattern {
    case "\\.json$": text.hasSuffix(".json")
    case "^//": text.hasPrefix("//")
    case "^[^.\\[]+[.\\[]": text.dropFirst().contains { ".[".contains($0) }
    default: false
    }
  }
}
