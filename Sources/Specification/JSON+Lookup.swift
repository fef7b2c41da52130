extension JSON {
  /// The value at a path that may leave out kinds and indices; nil when it leads nowhere.
  ///
  /// - Parameters:
  ///   - path: where the value is looked for.
  ///   - structure: what lies below this value.
  /// - Returns: what is found.
  public func value(at path: JSONPath, in structure: Structure) -> JSON? {
    value(at: path.steps[...], structure)
  }

  private func value(at steps: ArraySlice<JSONPath.Step>, _ structure: Structure) -> JSON? {
    guard let step = steps.first else { return self }
    let rest = steps.dropFirst()
    switch structure {
    case .leaf: return nil
    case .paths:
      let path = JSONPath(Array(steps))
      return members?.first { JSONPath(parsing: $0.name) == path }?.value
    case .dictionary(let value): return self[step.key]?.value(at: rest, value.structure)
    case .fields(let type):
      let below = type.structure(of: step.key)
      return below.flatMap { self[step.key]?.value(at: rest, $0) }
    case .list(let element):
      guard case .name(let name) = step else {
        guard let elements, elements.indices.contains(Int(step.key) ?? -1) else { return nil }
        return elements[Int(step.key) ?? 0].value(at: rest, element.structure)
      }
      let fitting = (elements ?? []).indices(named: name, element.structure)
      guard let elements, fitting.count == 1 else { return nil }
      return elements[fitting[0]].value(at: steps, element.structure)
    case .choice(let family):
      var ignored = Problems()
      let written = WrittenChoice(self, of: family, at: JSONPath(), into: &ignored)
      guard let written else { return nil }
      if step.key == written.type.kind {
        return rest.isEmpty ? self : written.options.value(at: rest, .fields(written.type))
      }
      return written.options.value(at: steps, .fields(written.type))
    }
  }
}

extension Array where Element == JSON {
  /// The elements that a name in a path may mean: those of that kind, else those with such a field.
  func indices(named name: String, _ structure: Structure) -> [Int] {
    switch structure {
    case .fields(let type): return type.fieldNames.contains(name) ? Array<Int>(indices) : []
    case .choice(let family):
      var ignored = Problems()
      let types = map { WrittenChoice($0, of: family, at: JSONPath(), into: &ignored)?.type }
      let byKind = indices.filter { types[$0]?.kind == name }
      let byField = indices.filter { types[$0]?.fieldNames.contains(name) ?? false }
      return byKind.isEmpty ? byField : byKind
    default: return []
    }
  }
}
