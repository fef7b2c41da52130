import Specification

/// A sweep written out: every row a whole experiment, every one of them checked.
public struct ExpandedSweep: Sendable {
  /// A path that the sweep changes, and what tables call it.
  public struct Axis: Sendable, Equatable {
    /// The path, as written.
    public var path: String
    /// The heading: `latent`, `PCA dimensions`.
    public var title: String

    /// Names an axis.
    public init(path: String, title: String) {
      self.path = path
      self.title = title
    }
  }

  /// One row of the table.
  public struct Row: Sendable {
    /// Its place, from 0.
    public var index: Int
    /// What tables and figures call it; no two rows have the same.
    public var label: String
    /// What it is made of.
    public var setting: Setting
    /// The value on each axis, as tables print it: what the row sets, else what the file says; nil
    /// where the row has no such option.
    public var values: [String?]
    /// The experiment, its sweep taken out.
    public var experiment: Experiment
    /// The experiment as JSON with the places of its values, for messages.
    public var source: RowSource

    /// Where a value, or what holds it, is written; nil for what the file leaves out.
    public func location(of path: JSONPath) -> Location? {
      let source = source.json
      for length in (1...max(1, path.steps.count)).reversed() {
        let prefix = JSONPath(Array(path.steps.prefix(length)))
        if let value = source.value(at: prefix, in: ExperimentDocument.structure) {
          return value.location
        }
      }
      return nil
    }
  }

  /// The file.
  public let file: ExperimentFile
  /// The paths that the sweep changes, in the order they are written.
  public let axes: [Axis]
  /// The rows, in the order of the sweep.
  public let rows: [Row]

  /// Which rows are trained to the end; nil: all.
  public let halving: Halving?
  /// What the report shows; its baseline is a row that there is.
  public let report: ReportOptions
  /// What the author says in the report, its files opened.
  public var words: AuthorWords
  /// What is odd about the file, and stops nothing.
  public let notes: Notes

  /// The seeds that every row is run with.
  public var seeds: [Int] { rows[0].experiment.seeds }
  /// The heading of the report.
  public var title: String { rows[0].experiment.title }
  /// What the experiment asks.
  public var question: String? { rows[0].experiment.question }

  /// The most rows a sweep may have.
  public static let maximumRows = 100_000

  /// Arrays and objects of an experiment nest no deeper, files that it names put in their places: what
  /// is made of it nests deeper still, and must be read again.
  static let maximumDepth = 60

  /// Rows are checked until so many problems are found.
  private static let enoughProblems = 200

  /// Expands a file.
  ///
  /// - Parameters:
  ///   - file: the experiment.
  ///   - dataFolder: where named files are looked up when they are not beside the experiment.
  /// - Throws: `Problems` with everything that is wrong in any row.
  public init(_ file: ExperimentFile, dataFolder: String) throws(Problems) {
    self.file = file
    var problems = Problems()
    var references = FileReferences(
      experimentFolder: file.folder, dataFolder: dataFolder, documents: file.documents)
    let sweep = Self.sweep(of: file, references, into: &problems)
    let base = Self.experiment(in: file.root, &references, into: &problems)
    guard let sweep else {
      // The experiment may be at fault as well, and all errors are shown at once.
      _ = Self.read(base, references, into: &problems)
      throw problems
    }
    var ignored = Problems()
    let plain = Self.experiment(in: file.plainRoot, &references, into: &ignored)
    var builder = RowBuilder(
      base: base, plain: plain, words: file.lastWords, members: sweep.members,
      references: references, into: &problems)
    var list = RowList(axes: Axes(of: sweep))
    for setting in sweep.settings where problems.list.count < Self.enoughProblems {
      let before = problems.list.count
      guard let row = builder.row(of: setting, into: &problems), problems.list.count == before
      else { continue }
      list.add(row, of: setting)
    }
    try problems.throwIfAny()
    rows = list.rows
    axes = list.axes.list
    halving = sweep.halving
    list.noteRepetitions(of: sweep, into: &problems)
    report = list.report(of: file, into: &problems)
    let first = list.rows.first
    words = AuthorWords(report, references, location: { first?.location(of: $0) }, into: &problems)
    try problems.throwIfAny()
    notes = problems.notes
  }

  /// The file without its sweep, named files put in their places.
  private static func experiment(
    in root: JSON, _ references: inout FileReferences, into problems: inout Problems
  ) -> JSON {
    let members = (root.members ?? []).filter { $0.name != "sweep" }
    return references.resolve(JSON(.object(members), location: root.location), into: &problems)
  }

  /// Reads an experiment; values that name files that could not be read are not blamed again.
  private static func read(
    _ json: JSON, _ references: FileReferences, into problems: inout Problems
  ) -> ExperimentDocument? {
    if RowBuilder.isTooDeep(json, into: &problems) { return nil }
    var found = Problems()
    let document = ExperimentDocument.read(json, at: JSONPath(), into: &found)
    problems.notes.add(contentsOf: found.notes)
    problems.add(
      contentsOf: found.list.filter { problem in
        problem.location.map { !references.unresolved.contains($0) } ?? true
      })
    return document
  }

  /// The sweep of a file; nil when a problem was added.
  private static func sweep(
    of file: ExperimentFile, _ references: FileReferences, into problems: inout Problems
  ) -> Sweep? {
    guard let written = file.root["sweep"], written != .null else { return Sweep() }
    let before = problems.list.count
    let path = JSONPath([.name("sweep")])
    let json = opened(written, references, into: &problems)
    guard problems.list.count == before,
      let sweep = Sweep.read(json, at: path, into: &problems)
    else { return nil }
    sweep.checkPaths(json, at: path, into: &problems)
    if sweep.count > maximumRows {
      let factors = sweep.counts.map(String.init).joined(separator: " x ")
      problems.add(
        "this sweep has more than \(maximumRows) rows (\(factors))", at: path,
        location: written.location)
    }
    return problems.list.count == before ? sweep : nil
  }

  /// The sweep, or one of its parts, may stand in a file of its own.
  private static func opened(
    _ sweep: JSON, _ references: FileReferences, into problems: inout Problems
  ) -> JSON {
    let whole = references.contents(of: sweep, into: &problems)
    guard let members = whole.members else { return whole }
    let opened = members.map { member in
      let value = references.contents(of: member.value, into: &problems)
      return JSON.Member(member.name, value, location: member.location)
    }
    return JSON(.object(opened), location: whole.location)
  }
}

/// The rows of a sweep as they come, those that are equal to an earlier one left out.
struct RowList {
  /// What the sweep changes.
  let axes: Axes
  /// The rows.
  private(set) var rows: [ExpandedSweep.Row] = []
  private var known: [[Int]: Int] = [:]
  private var labels: Set<String> = []
  /// Rows whose name speaks for values that `--set` overrules.
  private var overruled: Set<Int> = []
  /// Rows that were left out: what they would be called, and the row that they are equal to.
  private var repetitions: [(label: String, row: Int)] = []

  init(axes: Axes) { self.axes = axes }

  /// Adds a row, unless there is an equal one.
  mutating func add(_ row: RowBuilder.Outcome, of setting: Setting) {
    var setting = setting
    setting.changes = row.changes
    let title = row.document.experiment.title
    let label = axes.label(of: setting, and: row.overruling) ?? title
    if let first = known[row.fingerprint] {
      // Of equal rows the one is shown whose name says what it is.
      guard overruled.contains(first), row.overruling.isEmpty else {
        repetitions.append((label, first))
        return
      }
      repetitions.append((rows[first].label, first))
      overruled.remove(first)
      labels.remove(rows[first].label)
      rows[first].label = unused(label)
      rows[first].setting = setting
      return
    }
    known[row.fingerprint] = rows.count
    if !row.overruling.isEmpty { overruled.insert(rows.count) }
    rows.append(
      ExpandedSweep.Row(
        index: rows.count, label: unused(label), setting: setting,
        values: axes.values(of: setting, row.document), experiment: row.document.experiment,
        source: row.source))
  }

  /// A label that no other row has: rows that would have the same are numbered.
  private mutating func unused(_ label: String) -> String {
    var name = label
    var number = 2
    while !labels.insert(name).inserted {
      name = "\(label) (\(number))"
      number += 1
    }
    return name
  }

  /// Says which rows were left out.
  func noteRepetitions(of sweep: Sweep, into problems: inout Problems) {
    guard !repetitions.isEmpty else { return }
    let shown = repetitions.prefix(5).map { repetition in
      let row = rows[repetition.row].label
      return repetition.label == row
        ? "\(Excerpt.quoted(row)) again"
        : "\(Excerpt.quoted(repetition.label)) is \(Excerpt.quoted(row))"
    }
    let rest = repetitions.count - shown.count
    let count = rows.count + repetitions.count
    problems.notes.add(
      Note(
        "rows.equal", "Rows that come to the same experiment are run once",
        detail: "\(rows.count) of \(count) rows are left: "
          + (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", "),
        cure: "Write each setting once where this is not meant", at: JSONPath([.name("sweep")])))
  }

  /// What the report shows. Its baseline is a row, or one that an equal row stands for.
  func report(of file: ExperimentFile, into problems: inout Problems) -> ReportOptions {
    var options = rows.first?.experiment.report ?? ReportOptions()
    guard let baseline = options.baseline, !labels.contains(baseline) else { return options }
    if let repetition = repetitions.first(where: { $0.label == baseline }) {
      options.baseline = rows[repetition.row].label
      return options
    }
    problems.add(
      "no row is called \(Excerpt.quoted(baseline))"
        + Spelling.hint(for: baseline, among: rows.prefix(20).map(\.label)),
      at: JSONPath([.name("report"), .name("baseline")]),
      location: file.root["report"]?["baseline"]?.location)
    return options
  }
}
