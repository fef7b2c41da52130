import Specification

/// Puts the changes of settings into an experiment.
///
/// The rows of a sweep differ in few members, and most of what one row changes another changes as
/// well. So members are made one by one, each combination of changes once, and a row is put together
/// from them.
struct RowBuilder {
  /// What a row is before it has a label.
  struct Outcome {
    /// The changes that hold.
    var changes: [Change]
    /// What `--set` puts in the place of values that the name of the row speaks for.
    var overruling: [Overrides.Entry]
    /// The experiment with the places of its values.
    var source: RowSource
    /// The experiment.
    var document: ExperimentDocument
    /// Equal for equal experiments.
    var fingerprint: [Int]
  }

  /// Where named files are looked up.
  private(set) var references: FileReferences
  private let base: JSON
  private let sharedBase: Shared<JSON>
  /// The experiment without what `--set` says; nil where it says nothing.
  private let plain: JSON?
  private let words: [String: [LastWord]]
  /// The experiment without changes; nil when it is none.
  private let document: ExperimentDocument?
  /// The members that any row changes.
  private let members: [String]
  private let fields: [String: Field<ExperimentDocument>]
  private var made: [[Int]: MemberVersion?] = [:]
  private var prints: [String: Int] = [:]
  /// The fingerprints of the members as they are without changes.
  private var unchanged: [String: Int] = [:]

  /// One member of the experiment, as some changes leave it.
  private struct MemberVersion {
    /// The changes that hold.
    var changes: [Change]
    /// What `--set` puts in the place of values that the name of the row speaks for.
    var overruling: [Overrides.Entry]
    /// The member; nil when it is not there.
    var member: Shared<JSON.Member>?
    /// What is read from it; nil when there is no whole experiment to read it into.
    var document: ExperimentDocument?
    /// Equal for equal values.
    var fingerprint: Int
  }

  /// Prepares to build rows.
  ///
  /// - Parameters:
  ///   - base: the experiment, `--set` arguments on top.
  ///   - plain: the same without them.
  ///   - words: the arguments that hold in every row.
  ///   - members: the members that rows change.
  ///   - references: where named files are looked up.
  ///   - problems: takes notes on the experiment without changes.
  init(
    base: JSON, plain: JSON?, words: [LastWord], members: [String], references: FileReferences,
    into problems: inout Problems
  ) {
    self.base = base
    sharedBase = Shared(wrappedValue: base)
    self.plain = plain
    self.words = Dictionary(grouping: words) {
      JSONPath(parsing: $0.entry.path).steps.first?.key ?? ""
    }
    self.members = members
    self.references = references
    fields = Dictionary(uniqueKeysWithValues: ExperimentDocument.fields.map { ($0.name, $0) })
    var found = Problems()
    document =
      Self.isTooDeep(base, into: &found)
      ? nil : ExperimentDocument.read(base, at: JSONPath(), into: &found)
    guard let document else { return }
    problems.notes.add(contentsOf: found.notes)
    for name in members { unchanged[name] = fingerprint(of: name, in: document) }
  }

  /// The row of a setting; nil when something is wrong with it.
  mutating func row(of setting: Setting, into problems: inout Problems) -> Outcome? {
    var versions: [String: MemberVersion] = [:]
    var isWhole = true
    for (name, changes) in grouped(setting.changes) {
      let key = changes.map(\.number)
      let known = made[key]
      let version = known ?? make(changes, of: name, into: &problems)
      if known == nil { made[key] = .some(version) }
      versions[name] = version
      isWhole = isWhole && version != nil
    }
    guard isWhole else { return nil }
    let members = versions.sorted { $0.key < $1.key }.compactMap(\.value.member)
    let source = RowSource(sharedBase, changed: members)
    guard let document = document(from: versions, source.json, into: &problems) else { return nil }
    let prints = self.members.map { name in
      guard self.document != nil else { return fingerprint(of: name, in: document) }
      return versions[name]?.fingerprint ?? unchanged[name] ?? 0
    }
    let kept = Set(versions.values.flatMap { $0.changes.map(\.number) })
    let isKept = setting.changes.allSatisfy { kept.contains($0.number) }
    return Outcome(
      // What is equal is kept once.
      changes: isKept
        ? setting.changes : setting.changes.filter { kept.contains($0.number) },
      overruling: versions.sorted { $0.key < $1.key }.flatMap(\.value.overruling),
      source: source, document: document, fingerprint: prints)
  }

  private func grouped(_ changes: [Change]) -> [(name: String, changes: [Change])] {
    changes.reduce(into: []) { groups, change in
      let name = change.member
      if let index = groups.firstIndex(where: { $0.name == name }) {
        groups[index].changes.append(change)
      } else {
        groups.append((name, [change]))
      }
    }
  }

  private func document(
    from versions: [String: MemberVersion], _ source: JSON, into problems: inout Problems
  ) -> ExperimentDocument? {
    var found = Problems()
    defer { add(found, to: &problems) }
    guard var document else {
      if Self.isTooDeep(source, into: &found) { return nil }
      return ExperimentDocument.read(source, at: JSONPath(), into: &found)
    }
    for (name, version) in versions {
      guard let part = version.document else { return nil }
      fields[name]?.take(from: part, into: &document)
    }
    document.check(source, at: JSONPath(), into: &found)
    return found.isEmpty ? document : nil
  }

  /// Values that name files that could not be read are not blamed again.
  private func add(_ found: Problems, to problems: inout Problems) {
    problems.notes.add(contentsOf: found.notes)
    problems.add(
      contentsOf: found.list.filter { problem in
        problem.location.map { !references.unresolved.contains($0) } ?? true
      })
  }

  private mutating func fingerprint(of member: String, in document: ExperimentDocument) -> Int {
    let text = member + " " + (fields[member]?.json(of: document).canonical ?? "")
    return prints[text]
      ?? {
        prints[text] = prints.count
        return prints.count - 1
      }()
  }
}

extension RowBuilder {
  /// A member with changes put in; nil when a problem was added.
  private mutating func make(
    _ changes: [Change], of name: String, into problems: inout Problems
  ) -> MemberVersion? {
    let before = problems.list.count
    var editor = MemberEditor(
      json: Self.root(base, name), plain: plain.map { Self.root($0, name) },
      words: words[name] ?? [])
    for change in changes { editor.put(change, &references, into: &problems) }
    editor.finish(&references, into: &problems)
    guard problems.list.count == before, !editor.hasFailed else { return nil }
    let member = editor.json.members?.first { $0.name == name }
    var version = MemberVersion(
      changes: editor.placed.map(\.change), overruling: editor.overruling,
      member: member.map { Shared(wrappedValue: $0) },
      document: document, fingerprint: 0)
    guard var part = document, let member, let field = fields[name] else { return version }
    var found = Problems()
    if !Self.isTooDeep(.object([(name, member.value)]), into: &found) {
      field.read(member, at: JSONPath(), into: &part, &found)
    }
    add(found, to: &problems)
    guard found.isEmpty else { return nil }
    version.document = part
    version.fingerprint = fingerprint(of: name, in: part)
    return version
  }

  /// Whether an experiment nests more deeply than what is made of it can be read again.
  static func isTooDeep(_ json: JSON, into problems: inout Problems) -> Bool {
    guard let deep = json.first(below: ExpandedSweep.maximumDepth) else { return false }
    problems.add(
      "with the files that it names, the experiment nests deeper than "
        + "\(ExpandedSweep.maximumDepth) levels", location: deep.location)
    return true
  }

  /// An experiment of one member.
  private static func root(_ json: JSON, _ name: String) -> JSON {
    JSON(.object((json.members ?? []).filter { $0.name == name }), location: json.location)
  }
}
