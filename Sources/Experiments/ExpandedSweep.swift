import Specification

/// A sweep written out: every row a whole experiment, every one of them checked.
public struct ExpandedSweep: Sendable {
  /// A path that the sweep changes, and what tables call it.
  public struct Axis: Sendable, Equatable {
    /// The path, as written.
    public var path: String
    /// The heading: `latent`, `pca dimensions`.
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
    /// What tables and figures call it.
    public var label: String
    /// What it is made of.
    public var setting: Setting
    /// The value on each axis, as tables print it; nil where the row does not set it.
    public var values: [String?]
    /// The experiment, its sweep taken out.
    public var experiment: Experiment
    /// The experiment as JSON with the places of its values, for messages.
    public var source: JSON
  }

  /// The file.
  public let file: ExperimentFile
  /// The paths that the sweep changes, in the order they are written.
  public let axes: [Axis]
  /// The rows, in the order of the sweep.
  public let rows: [Row]

  /// Which rows are trained to the end; nil: all.
  public let halving: Halving?

  /// The seeds that every row is run with.
  public var seeds: [Int] { rows[0].experiment.seeds }
  /// What the report shows.
  public var report: ReportOptions { rows[0].experiment.report }
  /// The heading of the report.
  public var title: String { rows[0].experiment.title }
  /// What the experiment asks.
  public var question: String? { rows[0].experiment.question }

  /// The most rows a sweep may have.
  public static let maximumRows = 100_000

  /// Expands a file.
  ///
  /// - Parameters:
  ///   - file: the experiment.
  ///   - dataFolder: where named files are looked up when they are not beside the experiment.
  /// - Throws: `Problems` with everything that is wrong in any row.
  public init(_ file: ExperimentFile, dataFolder: String) throws(Problems) {
    self.file = file
    var problems = Problems()
    let sweepPath = JSONPath([.name("sweep")])
    let sweep = file.root["sweep"].map { Sweep.read($0, at: sweepPath, into: &problems) } ?? Sweep()
    try problems.throwIfAny()
    let settings = try Self.settings(of: sweep ?? Sweep(), in: file)
    axes = Self.axes(of: settings)
    halving = sweep?.halving

    let members = (file.root.members ?? []).filter { $0.name != "sweep" }
    let base = JSON(.object(members), location: file.root.location)
    var references = FileReferences(dataFolder: dataFolder)
    var rows: [Row] = []
    for (index, setting) in settings.enumerated() {
      do {
        var json = base
        for entry in setting.overrides.entries { json = try json.applying(entry) }
        json = try references.resolve(json)
        let read = Experiment.read(json, at: JSONPath(), into: &problems)
        guard let experiment = read else { continue }
        let values = Self.values(of: setting, on: axes)
        let label = setting.name ?? Self.label(values, axes) ?? experiment.title
        rows.append(
          Row(
            index: index, label: label, setting: setting, values: values,
            experiment: experiment, source: json))
      } catch {
        problems.add(error)
      }
    }
    try problems.throwIfAny()
    self.rows = rows
  }

  private static func settings(
    of sweep: Sweep, in file: ExperimentFile
  ) throws(Problems) -> [Setting] {
    guard sweep.count <= maximumRows else {
      throw Problems([
        Problem(
          "this sweep has \(sweep.count) rows, more than \(maximumRows)",
          at: JSONPath([.name("sweep")]), location: file.root["sweep"]?.location)
      ])
    }
    return sweep.settings
  }

  private static func axes(of settings: [Setting]) -> [Axis] {
    var paths: [String] = []
    for entry in settings.flatMap(\.overrides.entries) where !paths.contains(entry.path) {
      paths.append(entry.path)
    }
    return paths.map { Axis(path: $0, title: title(of: $0)) }
  }

  /// The last word of a path, with the kind before it where there is one: "pca dimensions".
  private static func title(of path: String) -> String {
    let words = JSONPath(parsing: path).steps.compactMap { step -> String? in
      guard case .name(let name) = step else { return nil }
      return name
    }
    let chosen = words.count > 2 ? words.suffix(2) : words.suffix(1)
    return chosen.map(spaced).joined(separator: " ")
  }

  private static func spaced(_ name: String) -> String {
    name.reduce("") { text, character in
      character.isUppercase ? text + " " + character.lowercased() : text + String(character)
    }
  }

  private static func values(of setting: Setting, on axes: [Axis]) -> [String?] {
    axes.map { axis in
      setting.overrides.entries.last { $0.path == axis.path }.map { shown($0.value) }
    }
  }

  /// A value as a table prints it: the name of a file, the kind of a choice, a plain number.
  static func shown(_ value: JSON) -> String {
    if let string = value.string {
      let file = string.split(separator: "/").last.map(String.init) ?? string
      return file.hasSuffix(".json") ? String(file.dropLast(5)) : string
    }
    if let elements = value.elements {
      return elements.isEmpty ? "none" : elements.map(shown).joined(separator: ", ")
    }
    guard let members = value.members else { return value.canonical }
    guard members.count == 1, let only = members.first else { return value.canonical }
    guard let options = only.value.members else { return "\(only.name) \(shown(only.value))" }
    let settings = options.map { "\($0.name) \(shown($0.value))" }
    return ([only.name] + settings).joined(separator: " ")
  }

  private static func label(_ values: [String?], _ axes: [Axis]) -> String? {
    let parts = zip(values, axes).compactMap { value, axis in
      value.map { Double($0) == nil ? $0 : "\(axis.title) \($0)" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
