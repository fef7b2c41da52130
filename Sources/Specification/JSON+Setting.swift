extension JSON {
  /// The value with another put at a path, which may leave out what is unambiguous.
  ///
  /// Members that are not there are added. A kind that is not the one written replaces it.
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
    let resolved = try resolving(
      path, in: structure, location: location, for: value, through: open)
    return try setting(value, at: resolved, location: location, through: open)
  }

  /// The value with another put where a path leads that was resolved in it.
  ///
  /// - Returns: the whole value with the change.
  /// - Throws: `Problem` when the path was resolved in a value of another shape, and what `open` throws.
  public func setting(
    _ value: JSON, at path: ResolvedPath, location: Location?,
    through open: (JSON) throws(Problem) -> JSON = { $0 }
  ) throws(Problem) -> JSON {
    try withoutActuallyEscaping(open) { open throws(Problem) in
      try PathEditor(path: path, value: value, location: location, open: open)
        .put(in: self, path.legs[...])
    }
  }
}

/// Puts a value at the end of a resolved path.
private struct PathEditor {
  typealias Legs = ArraySlice<ResolvedPath.Leg>

  let path: ResolvedPath
  let value: JSON
  let location: Location?
  let open: (JSON) throws(Problem) -> JSON

  func put(in json: JSON?, _ legs: Legs) throws(Problem) -> JSON {
    guard let leg = legs.first else { return value }
    let rest = legs.dropFirst()
    var json = json
    if let found = json { json = found == .null ? nil : try open(found) }
    switch leg.step {
    case .member(let name): return try put(in: json, member: name, rest) { $0 }
    case .field(let name, let type):
      let below = type.structure(of: name) ?? .leaf
      return try put(in: try type.options(in: json, or: unfit), member: name, rest) {
        $0 ?? type.start(of: name, below)
      }
    case .element(let index, _):
      guard let json, var elements = json.elements, elements.indices.contains(index) else {
        throw unfit
      }
      elements[index] = try put(in: elements[index], rest)
      return JSON(.array(elements), location: json.location)
    case .kind(let type, let family):
      if let written = json.flatMap({ WrittenChoice($0, of: type, in: family) }) {
        return written.with(options: try put(in: written.options, rest))
      }
      return JSON(
        .object([JSON.Member(type.kind, try put(in: nil, rest), location: location)]),
        location: location)
    }
  }

  private func put(
    in json: JSON?, member name: String, _ rest: Legs, start: (JSON?) -> JSON?
  ) throws(Problem) -> JSON {
    guard var members = (json ?? JSON(.object([]))).members else { throw unfit }
    if let index = members.firstIndex(where: { $0.name == name }) {
      members[index].value = try put(in: start(members[index].value), rest)
    } else {
      members.append(JSON.Member(name, try put(in: start(nil), rest), location: location))
    }
    return JSON(.object(members), location: json?.location ?? location)
  }

  private var unfit: Problem {
    Problem("it leads into a value that has no such member", at: path.place, location: location)
  }
}
