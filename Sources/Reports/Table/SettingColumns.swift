import Experiments
import Pipeline
import Specification

/// The columns of a table that say which setting a row is.
struct SettingColumns {
  /// The headings.
  let titles: [String]
  /// The texts, row by row, one for each heading.
  let texts: [[String]]

  /// What stands where a setting does not apply.
  static let absent = "–"

  /// Settles the columns: the names of the rows where the file gives names, else the swept paths.
  init(_ sweep: ExpandedSweep) {
    let isNamed = sweep.rows.contains { $0.setting.name != nil }
    let labels = sweep.rows.map(\.label)
    if isNamed,
      sweep.rows.allSatisfy({ $0.setting.name != nil && $0.setting.unnamed.entries.isEmpty })
    {
      titles = ["setting"]
      texts = labels.map { [$0] }
      return
    }
    let values = sweep.rows.map { row in
      sweep.axes.enumerated().map { index, axis in
        row.values[index] ?? Self.text(of: row.source.found(at: axis.path))
      }
    }
    let varying = sweep.axes.indices.filter { axis in Set(values.map { $0[axis] }).count > 1 }
    let names = isNamed ? ["setting"] : []
    titles = names + varying.map { sweep.axes[$0].title }
    let body = values.map { row in varying.map { row[$0] } }
    let rowNames = sweep.rows.map { $0.setting.name ?? Self.absent }
    texts =
      titles.isEmpty ? labels.map { [$0] } : zip(rowNames, body).map { isNamed ? [$0] + $1 : $1 }
  }

  /// The headings, or one for the only row of an experiment that sweeps nothing.
  var columns: [Table.Column] {
    let shown = titles.isEmpty ? ["setting"] : titles
    return shown.enumerated().map { index, title in
      Table.Column(
        title: Self.heading(title), isNumeric: texts.allSatisfy { Self.isNumber($0[index]) })
    }
  }

  /// An axis as the heading of its values: in a label the number that follows says that it is a size.
  static func heading(_ title: String) -> String { title == "latent" ? "latent size" : title }

  private static func isNumber(_ text: String) -> Bool { text == absent || Double(text) != nil }

  /// A value of an experiment in a few characters.
  static func text(of value: JSON?) -> String {
    guard let value else { return absent }
    if let elements = value.elements {
      return elements.isEmpty ? "none" : elements.map { text(of: $0) }.joined(separator: ", ")
    }
    if let members = value.members { return members.first?.name ?? absent }
    return value == .null ? absent : value.string ?? value.canonical
  }
}

extension JSON {
  /// The value at a path, which may leave out what is unambiguous, as in overrides.
  func found(at path: String) -> JSON? { found(JSONPath(parsing: path).steps[...]) }

  private func found(_ steps: ArraySlice<JSONPath.Step>) -> JSON? {
    guard let step = steps.first else { return self }
    switch (value, step) {
    case (.array(let elements), .index(let index)):
      return elements.indices.contains(index) ? elements[index].found(steps.dropFirst()) : nil
    case (.array(let elements), .name):
      return elements.lazy.compactMap { $0.found(steps) }.first
    case (.object(let members), .name(let name)):
      if let member = members.first(where: { $0.name == name }) {
        return member.value.found(steps.dropFirst())
      }
      guard members.count == 1, members[0].value.members != nil else { return nil }
      return members[0].value.found(steps)
    case (.string(let kind), .name(let name)):
      return kind == name ? JSON.object([]).found(steps.dropFirst()) : nil
    default: return nil
    }
  }
}
