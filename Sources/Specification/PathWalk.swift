/// Walks down a path by the types of the values on it, and notes each step.
struct PathWalk {
  typealias Steps = ArraySlice<JSONPath.Step>
  typealias Leg = ResolvedPath.Leg

  /// A longer path leads nowhere in any experiment.
  static let mostSteps = 100

  let path: JSONPath
  let location: Location?
  /// What will be put at the end, if anything.
  let value: JSON?
  /// Whether there is no value to look at.
  let isByTypes: Bool
  let open: (JSON) throws(Problem) -> JSON
  /// The steps so far.
  private(set) var legs: [Leg] = []
  /// How many of them lead to what is replaced, where that is not the end.
  private(set) var replaced: Int?

  func problem(_ message: String) -> Problem { Problem(message, at: path, location: location) }

  /// Follows the steps from a value; nil where nothing is written.
  ///
  /// - Returns: what lies at the end.
  mutating func follow(
    _ json: JSON?, _ structure: Structure, _ steps: Steps
  ) throws(Problem) -> Structure {
    guard let step = steps.first else { return structure }
    var json = json
    if let found = json { json = found == .null ? nil : try open(found) }
    switch structure {
    case .leaf where isByTypes, .paths where isByTypes:
      legs.append(Leg(step: .member(step.key)))
      return try follow(nil, .leaf, steps.dropFirst())
    case .leaf: throw problem("there is nothing named \(step.quoted) below \(before(steps))")
    case .list(let element): return try follow(json, listOf: element, step, steps)
    case .dictionary(let value):
      legs.append(Leg(step: .member(step.key)))
      return try follow(json?[step.key], value.structure, steps.dropFirst())
    case .fields(let type): return try follow(json, fieldsOf: type, step, steps)
    case .choice(let family): return try follow(json, oneOf: family, step, steps)
    case .paths:
      let rest = JSONPath(Array(steps))
      let known = json?.members?.first { JSONPath(parsing: $0.name) == rest }?.name
      legs.append(Leg(step: .member(known ?? rest.text)))
      return .leaf
    }
  }

  /// Into an element of a list: the one of that index, or the only one that the name fits.
  private mutating func follow(
    _ json: JSON?, listOf element: any Specifiable.Type, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> Structure {
    let list = json ?? .array([])
    guard let elements = list.elements else { throw unexpected(list, steps) }
    switch step {
    case .index(let index):
      guard isByTypes || elements.indices.contains(index) else {
        throw problem("there is no element \(index): the list has \(elements.count), from 0")
      }
      legs.append(Leg(step: .element(index, of: element)))
      return try follow(isByTypes ? nil : elements[index], element.structure, steps.dropFirst())
    case .name(let name):
      let fitting = elements.indices(named: name, element.structure)
      guard fitting.count == 1 || isByTypes else {
        guard !fitting.isEmpty else {
          throw problem("no element of \(before(steps)) has a \(step.quoted)")
        }
        let shown = fitting.map { "[\($0)]" }.joined(separator: ", ")
        throw problem(
          "several elements of \(before(steps)) have a \(step.quoted): write the index (\(shown))")
      }
      let index = fitting.first ?? 0
      legs.append(Leg(step: .element(index, of: element), isWritten: false))
      return try follow(isByTypes ? nil : elements[index], element.structure, steps)
    }
  }

  private mutating func follow(
    _ json: JSON?, fieldsOf type: any Described.Type, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> Structure {
    guard let below = type.structure(of: step.key) else {
      if isByTypes {
        legs.append(Leg(step: .member(step.key)))
        return try follow(nil, .leaf, steps.dropFirst())
      }
      throw problem(
        "\(type.kind) has no \(step.quoted)" + Spelling.hint(for: step.key, among: type.fieldNames)
      )
    }
    let object = try type.options(in: json, or: unexpected(json ?? .null, steps))
    let old = object?[step.key] ?? type.start(of: step.key, below)
    legs.append(Leg(step: .field(step.key, of: type)))
    return try follow(old, below, steps.dropFirst())
  }

  private mutating func follow(
    _ json: JSON?, oneOf family: any Family.Type, _ step: JSONPath.Step, _ steps: Steps
  ) throws(Problem) -> Structure {
    var problems = Problems()
    let written = json.flatMap { WrittenChoice($0, of: family, at: path, into: &problems) }
    if let first = problems.list.first { throw first }
    let rest = steps.dropFirst()
    if let written, step.key == written.type.kind {
      legs.append(Leg(step: .kind(written.type, of: family)))
      guard rest.isEmpty, let value, value.members == nil, let primary = written.type.primaryName
      else { return try follow(written.options, .fields(written.type), rest) }
      legs.append(Leg(step: .field(primary, of: written.type), isWritten: false))
      return written.type.structure(of: primary) ?? .leaf
    }
    let named = family.kinds.first { $0.kind == step.key }
    let holder =
      written?.type
      ?? (isByTypes && named == nil ? family.kinds.first { $0.hasField(step.key) } : nil)
    if let holder, holder.hasField(step.key) {
      legs.append(Leg(step: .kind(holder, of: family), isWritten: false))
      return try follow(written?.options, .fields(holder), steps)
    }
    guard let type = named else {
      if isByTypes { return try follow(nil, .leaf, steps) }
      let kinds = family.kinds.map { $0.kind }
      let subject = written.map { "\($0.type.kind) has no" } ?? "no \(family.name) has the kind"
      throw problem(
        "\(subject) \(step.quoted)"
          + Spelling.hint(for: step.key, among: (written?.type.fieldNames ?? []) + kinds))
    }
    if replaced == nil { replaced = legs.count }
    legs.append(Leg(step: .kind(type, of: family)))
    return try follow(nil, .fields(type), rest)
  }

  private func unexpected(_ json: JSON, _ steps: Steps) -> Problem {
    problem("it leads into \(json.kind) at \(before(steps)), which has no members")
  }

  /// The path up to these steps.
  private func before(_ steps: Steps) -> String {
    let prefix = JSONPath(Array(path.steps[..<steps.startIndex]))
    return prefix.isEmpty ? "the file" : "\"\(prefix)\""
  }
}

extension Described {
  /// The options as an object: a plain value is that of the primary field; nil where nothing is.
  static func options(
    in json: JSON?, or problem: @autoclosure () -> Problem
  ) throws(Problem) -> JSON? {
    guard let json, json.members == nil else { return json }
    guard let primary = primaryName else { throw problem() }
    return JSON(
      .object([JSON.Member(primary, json, location: json.location)]), location: json.location)
  }

  /// What a path goes through where the file says nothing: the default of a choice or a list.
  static func start(of name: String, _ structure: Structure) -> JSON? {
    switch structure {
    case .choice, .list: defaults[name]
    default: nil
    }
  }

  static func hasField(_ name: String) -> Bool { fieldNames.contains(name) }
}

extension Array where Element == JSON {
  /// The elements that a name in a path may mean: those of that kind, else those with such a field.
  fileprivate func indices(named name: String, _ structure: Structure) -> [Int] {
    switch structure {
    case .fields(let type): return type.hasField(name) ? Array<Int>(indices) : []
    case .choice(let family):
      var ignored = Problems()
      let types = map { WrittenChoice($0, of: family, at: JSONPath(), into: &ignored)?.type }
      let byKind = indices.filter { types[$0]?.kind == name }
      let byField = indices.filter { types[$0]?.hasField(name) ?? false }
      return byKind.isEmpty ? byField : byKind
    default: return []
    }
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
  fileprivate var quoted: String { Excerpt.quoted(key) }
}

/// A path with everything put in that it may leave out, the kinds of choices and the indices of lists:
/// `reduction[0].pca.dimensions` for `reduction.dimensions`.
///
/// Whatever a path is used for, it is resolved here: values are found and put by its legs, tables
/// take their headings from them, and two paths mean the same when their places are equal.
public struct ResolvedPath: Sendable {
  /// One step down, and whether the path as it is written names it.
  public struct Leg: Sendable {
    /// What the step leads into.
    public enum Step: Sendable {
      /// A field of a described structure.
      case field(String, of: any Described.Type)
      /// The options of a choice that is of this kind.
      case kind(any Described.Type, of: any Family.Type)
      /// An element of a list, from 0.
      case element(Int, of: any Specifiable.Type)
      /// A member of any name.
      case member(String)
    }

    /// The step.
    public var step: Step
    /// Whether the path names it; else it follows from what is there.
    public var isWritten = true
  }

  /// The steps from the root.
  public internal(set) var legs: [Leg] = []
  /// What lies at the end.
  public internal(set) var structure: Structure
  /// How many legs lead to what a value put here replaces: all of them, but fewer where the path
  /// names another kind than the one that is there, for then the whole choice is replaced.
  var replaced: Int?

  /// Where it leads.
  public var place: JSONPath { JSONPath(legs.map(\.name)) }

  /// What a value put here replaces.
  public var replacedPlace: JSONPath { JSONPath(legs.prefix(replaced ?? legs.count).map(\.name)) }

  /// The path that is left behind another of which this is a part.
  public func dropping(_ count: Int) -> ResolvedPath {
    var rest = self
    rest.legs.removeFirst(min(count, legs.count))
    rest.replaced = nil
    return rest
  }

  /// Follows a path by types alone, as far as they know it.
  public init(_ path: JSONPath, in structure: Structure) {
    guard path.steps.count <= PathWalk.mostSteps else {
      self.init(legs: [], structure: .leaf, replaced: nil)
      return
    }
    var walk = PathWalk(path: path, location: nil, value: nil, isByTypes: true) { $0 }
    // By types alone every path leads somewhere.
    let end = (try? walk.follow(nil, structure, path.steps[...])) ?? .leaf
    self.init(legs: walk.legs, structure: end, replaced: nil)
  }

  init(legs: [Leg], structure: Structure, replaced: Int?) {
    self.legs = legs
    self.structure = structure
    self.replaced = replaced
  }
}

extension ResolvedPath.Leg {
  /// The step in a path.
  fileprivate var name: JSONPath.Step {
    switch step {
    case .field(let name, _), .member(let name): .name(name)
    case .kind(let type, _): .name(type.kind)
    case .element(let index, _): .index(index)
    }
  }
}

extension JSON {
  /// Finds where a path leads in this value.
  ///
  /// The path may leave out what is unambiguous: the kind of a choice (`model.latent` for
  /// `model.autoencoder.latent`) and the index in a list (`reduction.pca.dimensions` for
  /// `reduction[0].pca.dimensions`). What it leads to need not be there yet.
  ///
  /// - Parameters:
  ///   - path: the path as it is written.
  ///   - structure: what lies below this value.
  ///   - location: where the path is written.
  ///   - value: what will be put there: a plain value behind a kind is that of its primary field.
  ///   - open: gives what stands for a value that the path goes through, as the contents of a file
  ///     for its name.
  /// - Returns: the way there.
  /// - Throws: `Problem` when the path leads nowhere, and what `open` throws.
  public func resolving(
    _ path: JSONPath, in structure: Structure, location: Location? = nil, for value: JSON? = nil,
    through open: (JSON) throws(Problem) -> JSON = { $0 }
  ) throws(Problem) -> ResolvedPath {
    try withoutActuallyEscaping(open) { open throws(Problem) in
      var walk = PathWalk(
        path: path, location: location, value: value, isByTypes: false, open: open)
      guard !path.isEmpty else { throw walk.problem("the path is empty") }
      guard path.steps.count <= PathWalk.mostSteps else {
        throw walk.problem(
          "the path has \(path.steps.count) steps; none of an experiment has more than "
            + "\(PathWalk.mostSteps)")
      }
      let end = try walk.follow(self, structure, path.steps[...])
      return ResolvedPath(legs: walk.legs, structure: end, replaced: walk.replaced)
    }
  }

  /// The value at a path that may leave out kinds and indices; nil when it leads nowhere.
  public func value(at path: JSONPath, in structure: Structure) -> JSON? {
    if path.isEmpty { return self }
    return (try? resolving(path, in: structure)).flatMap { value(at: $0) }
  }

  /// The value at the end of a path; nil when nothing is written there.
  public func value(at path: ResolvedPath) -> JSON? {
    path.legs.reduce(Optional(self)) { json, leg in
      guard let json else { return nil }
      switch leg.step {
      case .member(let name): return json[name]
      case .field(let name, let type):
        if json.members != nil { return json[name] }
        return name == type.primaryName && json != .null ? json : nil
      case .element(let index, _):
        return json.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      case .kind(let type, let family): return WrittenChoice(json, of: type, in: family)?.options
      }
    }
  }
}
