import Files
import Foundation
import Specification

/// Reads an experiment file with what it extends, and puts overrides on top.
struct ExperimentReader {
  /// Opens the files that paths lead through.
  var references: FileReferences
  /// What is wrong so far.
  var problems = Problems()

  init(references: FileReferences) { self.references = references }

  /// A file on top of the one it extends: each member is an override, its name a path.
  ///
  /// - Throws: `Problem` when a file cannot be read, or extends itself.
  mutating func load(
    _ path: String, extending chain: [String], namedAt location: Location? = nil
  ) throws(Problem) -> JSON {
    let root = try references.documents.parse(path, namedAt: location)
    guard let members = root.members else {
      throw Problem("an experiment is an object, this is \(root.kind)", location: root.location)
    }
    guard let extends = members.first(where: { $0.name == "extends" }) else { return root }
    let basePath = try base(extends, of: path, extending: chain)
    var merged = try load(
      basePath, extending: chain + [path], namedAt: extends.value.location)
    for member in members where member.name != "extends" {
      apply(
        Overrides.Entry(path: member.name, value: member.value, location: member.location),
        to: &merged)
    }
    return JSON(merged.value, location: root.location)
  }

  /// Puts a `--set` argument on top.
  ///
  /// - Returns: the argument with the place that it leads to; nil when a problem was added.
  mutating func apply(_ argument: String, to root: inout JSON) -> LastWord? {
    do throws(Problem) {
      let entry = try Self.override(argument)
      let resolved = try root.resolving(entry, opening: &references)
      root = try root.applying(entry, at: resolved, opening: &references)
      return LastWord(entry: entry, resolved: resolved)
    } catch {
      problems.add(error)
      return nil
    }
  }

  private mutating func apply(_ entry: Overrides.Entry, to root: inout JSON) {
    do throws(Problem) {
      let resolved = try root.resolving(entry, opening: &references)
      root = try root.applying(entry, at: resolved, opening: &references)
    } catch {
      problems.add(error)
    }
  }

  private func base(
    _ extends: JSON.Member, of path: String, extending chain: [String]
  ) throws(Problem) -> String {
    let place = JSONPath([.name("extends")])
    guard let name = extends.value.string else {
      throw Problem(
        "expected the path of another experiment, found \(extends.value.kind)",
        at: place, location: extends.value.location)
    }
    let base = ExperimentFile.standardized(name, beside: path)
    let files = (chain + [path]).map { ExperimentFile.standardized($0, in: "") }
    guard !files.contains(base) else {
      throw Problem(
        "this file extends itself: \((files + [base]).joined(separator: " -> "))",
        at: place, location: extends.value.location)
    }
    guard files.count < 16 else {
      throw Problem(
        "more than 16 files extend each other", at: place, location: extends.value.location)
    }
    guard references.documents.isAllowed(base) else {
      throw Problem(
        "\(Excerpt.quoted(name)) \(Confinement.refusal)", at: place,
        location: extends.value.location)
    }
    guard references.documents.exists(base) else {
      throw Problem(
        "the file \(base) does not exist", at: place, location: extends.value.location)
    }
    return base
  }

  /// Reads `path=value`. A value that does not begin like JSON is a string.
  private static func override(_ argument: String) throws(Problem) -> Overrides.Entry {
    let source = Source(name: "--set", bytes: [UInt8](argument.utf8), isArgument: true)
    let start = Location(source: source, offset: 0)
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw Problem("--set takes path=value, as training.epochs=5", location: start)
    }
    let offset = parts[0].utf8.count + 1
    let path = parts[0].trimmingCharacters(in: .whitespaces)
    do throws(Problem) {
      let value = try JSONParser.parse(source, from: offset)
      return try checked(Overrides.Entry(path: path, value: value, location: start))
    } catch {
      let opens = parts[1].first.map { "[{\"".contains($0) } ?? false
      if opens { throw error }
      let text = JSON(.string(String(parts[1])), location: Location(source: source, offset: offset))
      return try checked(Overrides.Entry(path: path, value: text, location: start))
    }
  }

  /// An override whose texts can be shown.
  private static func checked(_ entry: Overrides.Entry) throws(Problem) -> Overrides.Entry {
    var problems = Problems()
    JSON.object([(entry.path, entry.value)]).checkTexts {
      problems.add($0, location: $1 ?? entry.location)
    }
    if let first = problems.list.first { throw first }
    return entry
  }
}
