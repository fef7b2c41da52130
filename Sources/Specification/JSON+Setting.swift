extension JSON {
  /// The value with another put at a path.
  ///
  /// The path may leave out what is unambiguous: the kind of a choice (`model.latent` for
  /// `model.autoencoder.latent`) and the index in a list (`reduction.pca.dimensions` for
  /// `reduction[0].pca.dimensions`). Members that are not there are added. A kind that is not the
  /// one written replaces it.
  ///
  /// - Parameters:
  ///   - value: the new value.
  ///   - path: where it goes.
  ///   - structure: what lies below this value.
  ///   - location: where the path is written.
  ///   - open: gives what stands for a value that the path goes through, as the contents of a file
  ///     for its name.
  /// - Returns: the whole value with the change.
  /// - Throws: `Problem` when the path leads nowhere, and what `open` throws.
  public func setting(
    _ value: JSON, at path: JSONPath, in structure: Structure, location: Location?,
    through open: (JSON) throws(Problem) -> JSON = { $0 }
  ) throws(Problem) -> JSON {
    try withoutActuallyEscaping(open) { open throws(Problem) in
      let editor = PathEditor(path: path, value: value, location: location, open: open)
      guard !path.isEmpty else { throw editor.problem("the path is empty") }
      return try editor.place(in: self, structure, path.steps[...])
    }
  }
}

/// Walks down a path by the types of the values on it, and puts a value at its end.
private struct PathEditor {
  typealias Steps = ArraySlice<JSONPath.Step>

  let path: JSONPath
  let value: JSON
  let location: Location?
  let open: (JSON) throws(Problem) -> JSON

  func problem(_ message: String) -> Problem { Problem(message, at: path, location: location) }

  func place(in json: JSON?, _ structure: Structure, _ steps: Steps) throws(Problem) -> JSON {
    guard let step = steps.first else { return value }
    var json = json
    if let found = json { json = found == .null ? nil : try open(found) }
    switch structure {
    case .leaf:
      throw problem("there is nothing named \(step.name) below \(before(steps))")
    case .list(let element): return try place(in: json, element.structure, step, steps)
    case .dictionary(let value):
      return try setMember(step.key, of: json ?? empty) { old throws(Problem) in
        try place(in: old, value.structure, steps.dropFirst())
      }
    case .fields(let type): return try place(in: json, fieldsOf: type, step, steps)
    case .choice(let family): return try place(in: json, oneOf: family, step, steps)
    case .paths:
      let rest = JSONPath(Array(steps))
      let known = json?.members?.first { JSONPath(parsing: $0.name) == rest }?.name
      return try setMember(known ?? rest.text, of: json ?? empty) { _ in value }
    }
  }

  /// Into an element of a list: the one of that index, or the only one that the name fits.
  private func place(
    in json: JSON?, _ structure: Structure, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> JSON {
    let list = json ?? JSON(.array([]), location: location)
    guard var elements = list.elements else { throw unexpected(list, steps) }
    switch step {
    case .index(let index):
      guard elements.indices.contains(index) else {
        throw problem("there is no element \(index): the list has \(elements.count), from 0")
      }
      elements[index] = try place(in: elements[index], structure, steps.dropFirst())
    case .name(let name):
      let fitting = elements.indices(named: name, structure)
      guard let index = fitting.first else {
        throw problem("no element of \(before(steps)) has a \(step.name)")
      }
      guard fitting.count == 1 else {
        let shown = fitting.map { "[\($0)]" }.joined(separator: ", ")
        throw problem(
          "several elements of \(before(steps)) have a \(step.name): write the index (\(shown))")
      }
      elements[index] = try place(in: elements[index], structure, steps)
    }
    return JSON(.array(elements), location: list.location)
  }

  private func place(
    in json: JSON?, fieldsOf type: any Described.Type, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> JSON {
    let object = try options(json, of: type, steps)
    guard let below = type.structure(of: step.key) else {
      throw problem(
        "\(type.kind) has no \(step.name)" + Spelling.hint(for: step.key, among: type.fieldNames))
    }
    return try setMember(step.key, of: object) { old throws(Problem) in
      try place(in: old ?? start(of: step.key, below, in: type), below, steps.dropFirst())
    }
  }

  /// What a path goes through where the file says nothing: the default of a choice or a list.
  private func start(of name: String, _ structure: Structure, in type: any Described.Type) -> JSON?
  {
    switch structure {
    case .choice, .list: type.defaults[name]
    default: nil
    }
  }

  private func options(
    _ json: JSON?, of type: any Described.Type, _ steps: Steps
  ) throws(Problem) -> JSON {
    guard let json else { return empty }
    if json.members != nil { return json }
    guard let primary = type.primaryName else { throw unexpected(json, steps) }
    return JSON(
      .object([JSON.Member(primary, json, location: json.location)]), location: json.location)
  }

  private func place(
    in json: JSON?, oneOf family: any Family.Type, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> JSON {
    var problems = Problems()
    let written = json.flatMap { WrittenChoice($0, of: family, at: path, into: &problems) }
    if let first = problems.list.first { throw first }
    let rest = steps.dropFirst()
    if let written, step.key == written.type.kind {
      guard rest.isEmpty else {
        return written.with(
          options: try place(
            in: written.options, fieldsOf: written.type, rest[rest.startIndex], rest)
        )
      }
      guard value.members == nil, let primary = written.type.primaryName else {
        return written.with(options: value)
      }
      return written.with(options: try setMember(primary, of: written.options) { _ in value })
    }
    if let written, written.type.fieldNames.contains(step.key) {
      return written.with(
        options: try place(in: written.options, fieldsOf: written.type, step, steps))
    }
    guard let type = family.kinds.first(where: { $0.kind == step.key }) else {
      let kinds = family.kinds.map { $0.kind }
      let subject = written.map { "\($0.type.kind) has no" } ?? "no \(family.name) has the kind"
      throw problem(
        "\(subject) \(step.name)"
          + Spelling.hint(for: step.key, among: (written?.type.fieldNames ?? []) + kinds))
    }
    let options = rest.isEmpty ? value : try place(in: nil, .fields(type), rest)
    return JSON(
      .object([JSON.Member(type.kind, options, location: location)]), location: location)
  }

  private func setMember(
    _ name: String, of json: JSON, _ change: (JSON?) throws(Problem) -> JSON
  ) throws(Problem) -> JSON {
    guard var members = json.members else {
      throw problem("it leads into \(json.kind), which has no members")
    }
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = try change(members[index].value)
    } else {
      members.append(JSON.Member(name, try change(nil), location: location))
    }
    return JSON(.object(members), location: json.location)
  }

  private var empty: JSON { JSON(.object([]), location: location) }

  private func unexpected(_ json: JSON, _ steps: Steps) -> Problem {
    problem("it leads into \(json.kind) at \(before(steps)), which has no members")
  }

  /// The path up to these steps.
  private func before(_ steps: Steps) -> String {
    let prefix = JSONPath(Array(path.steps[..<steps.startIndex]))
    return prefix.isEmpty ? "the file" : "\"\(prefix)\""
  }
}

extension JSONPath.Step {
  /// The step as the name of a member.
  public var key: String {
    switch self {
    case .name(let name): name
    case .index(let index): String(index)
    }
  }

  /// The step in quotes, for a message.
  fileprivate var name: String { Excerpt.quoted(key) }
}
