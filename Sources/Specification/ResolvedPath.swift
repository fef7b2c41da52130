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
