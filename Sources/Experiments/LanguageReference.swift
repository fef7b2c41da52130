import Specification

/// The reference of the experiment language, made from the same descriptions as the schema.
public enum LanguageReference {
  /// The reference as markdown.
  public static var markdown: String {
    let types = reachable(from: [Experiment.self, Sweep.self])
    return ([introduction] + types.map { section($0) }).joined(separator: "\n")
  }

  private static func reachable(from roots: [any Described.Type]) -> [any Described.Type] {
    var found: [any Described.Type] = []
    var names: Set<String> = []
    func visit(_ type: any Described.Type) {
      guard names.insert(type.kind).inserted else { return }
      found.append(type)
      for part in parts(of: type) { visit(part) }
    }
    for root in roots { visit(root) }
    return found
  }

  private static func parts<T: Described>(of type: T.Type) -> [any Described.Type] {
    type.fields.flatMap(\.parts)
  }

  private static func section<T: Described>(_ type: T.Type) -> String {
    let heading = "## `\(type.kind)`\n\n\(type.summary)\n"
    guard !type.fields.isEmpty else { return heading + "\nIt has no options.\n" }
    let defaults = type.defaults
    let rows = type.fields.map { field in
      let value = defaults[field.name].map { $0 == .null ? "–" : "`\($0.canonical)`" }
      let range = field.bounds.map { "; \($0.description)" } ?? ""
      let primary = field.isPrimary ? " May stand right behind the kind." : ""
      let cells = [
        "`\(field.name)`", field.typeName + range, value ?? "**required**",
        field.summary + primary,
      ]
      return "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    let table = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"] + rows
    let example = example(of: type).map { "\nExample: `\($0)`\n" } ?? ""
    return heading + "\n" + table.joined(separator: "\n") + "\n" + example
  }

  /// The default-initialised value with its required fields, where it is short enough to show.
  private static func example<T: Described>(of type: T.Type) -> String? {
    let members = type.fields.map { ($0.name, type.init().json[$0.name] ?? .null) }
    let text = JSON.object([(type.kind, .object(members.filter { $0.1 != .null }))]).canonical
    return text.count <= 120 ? text : nil
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|")
  }

  private static let introduction = """
    # The experiment language

    An experiment is one JSON file. This page lists every key; it is made by `sweep reference` from
    the descriptions that also read the file and make `schema.json`, so it cannot disagree with them.

    A choice (model, layer, clusterer, optimizer, …) is written in one of three ways: its kind alone,
    `"relu"`; its kind with options, `{ "kmeans": { "clusters": 2 } }`; or, where a key may stand right
    behind the kind, `{ "conv": 64, "kernel": 3 }`. The name of a JSON file may stand in place of any
    value. A path such as `reduction.pca.dimensions` names a value in `sweep`, in `--set`, and in a file
    that `extends` another; it may leave out the kind of a choice and the index in a list.

    """
}
