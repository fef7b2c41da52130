import Experiments
import Runner
import Specification

/// A note as a plan, a run, `results.json` and a report tell it: once, with the trials it was met in.
public struct ReportedNote: Sendable, Equatable {
  /// One trial, or row, that it was met in.
  public struct Occurrence: Sendable, Equatable {
    /// The label of the row; nil where it concerns all of them.
    public var row: String?
    /// The seed; nil where it concerns all of them.
    public var seed: Int?
    /// What is particular there.
    public var detail: String?
  }

  /// Its identifier.
  public var kind: String
  /// What is odd.
  public var message: String
  /// What to do about it.
  public var cure: String
  /// The JSON path of what brings it about, where there is one.
  public var path: String
  /// File, line and column, where a value in a file brings it about.
  public var place: String?
  /// Where it was met.
  public var occurrences: [Occurrence]
  /// Whether it was met in every row, and with every seed.
  public var isEverywhere: Bool

  /// The notes of a sweep.
  public static func list(_ notes: Notes, of sweep: ExpandedSweep) -> [ReportedNote] {
    notes.list.map { ReportedNote($0, of: sweep) }
  }

  private init(_ entry: Notes.Entry, of sweep: ExpandedSweep) {
    kind = entry.note.kind
    message = entry.note.message
    cure = entry.note.cure
    path = "\(entry.note.path)"
    place = entry.note.location.map(Self.place)
    let ordered = entry.occurrences.enumerated().sorted { left, right in
      (left.element.row ?? -1, left.offset) < (right.element.row ?? -1, right.offset)
    }.map(\.element)
    occurrences = ordered.map { occurrence in
      Occurrence(
        row: occurrence.row.map { sweep.rows[$0].label }, seed: occurrence.seed,
        detail: occurrence.detail)
    }
    let isWhole = { (met: [Notes.Occurrence]) in
      met.contains { $0.seed == nil } || Set(met.map(\.seed)).count == sweep.seeds.count
    }
    let byRow = Dictionary(grouping: ordered) { $0.row }
    isEverywhere =
      isWhole(byRow[nil] ?? []) && byRow[nil] != nil
      || sweep.rows.allSatisfy { byRow[$0.index].map(isWhole) ?? false }
  }

  /// The last part of a path: reports do not depend on where a file lies.
  private static func place(_ location: Location) -> String {
    let name = location.source.name.split(separator: "/").last.map(String.init) ?? ""
    let (line, column, _) = location.position
    return location.source.isArgument ? name : "\(name):\(line):\(column)"
  }
}

extension ReportedNote {
  /// Path and place: `clustering (digits.json:12:17)`; empty where there are none.
  public var subject: String {
    guard let place else { return path }
    return path.isEmpty ? place : "\(path) (\(place))"
  }

  /// What is odd, where it was met, and what to do.
  public var text: String {
    let details = Set(occurrences.map(\.detail))
    let shared = details.count == 1 ? details.first ?? nil : nil
    let words = message + (shared.map { ": \($0)" } ?? "")
    let rows = isEverywhere && (details.count == 1) ? "" : met(withDetails: shared == nil)
    return "\(words)\(rows.isEmpty ? "" : " [\(rows)]"). \(cure)."
  }

  /// So many occurrences are told one by one; of more, how many there are and an example.
  private static var told: Int { 3 }

  /// Where it was met, and what is particular there.
  private func met(withDetails: Bool) -> String {
    let texts = occurrences.map { occurrence in
      let place = [occurrence.row, occurrence.seed.map { "seed \($0)" }].compactMap { $0 }
        .joined(separator: ", ")
      let detail = withDetails ? occurrence.detail : nil
      return [place, detail ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    }
    guard texts.count > Self.told else {
      return texts.filter { !$0.isEmpty }.joined(separator: "; ")
    }
    let rows = Set(occurrences.map(\.row)).count
    let hasSeeds = occurrences.contains { $0.seed != nil }
    let count =
      hasSeeds
      ? "\(occurrences.count) trials" + (rows > 1 ? " of \(rows) rows" : "")
      : rows > 1 ? "\(rows) rows" : "\(occurrences.count) places"
    return "\(count), as \(texts[0])"
  }

  /// The line of a terminal.
  public var line: String { "note: " + (subject.isEmpty ? text : "\(subject): \(text)") }
}

extension ReportedNote {
  /// As `results.json` has it.
  var json: JSON {
    .object(
      [("kind", JSON.string(kind)), ("message", .string(message)), ("cure", .string(cure))]
        + (path.isEmpty ? [] : [("path", .string(path))])
        + (place.map { [("place", JSON.string($0))] } ?? []) + [
          ("everywhere", isEverywhere.json), ("met", .array(occurrences.map(\.json))),
        ])
  }

  /// Reads what `json` writes; nil for anything else.
  init?(_ json: JSON) {
    guard let kind = json["kind"]?.string, let message = json["message"]?.string,
      let cure = json["cure"]?.string
    else { return nil }
    self.kind = kind
    self.message = message
    self.cure = cure
    path = json["path"]?.string ?? ""
    place = json["place"]?.string
    isEverywhere = json["everywhere"] == true.json
    occurrences = (json["met"]?.elements ?? []).map {
      Occurrence(row: $0["row"]?.string, seed: $0["seed"]?.integer, detail: $0["detail"]?.string)
    }
  }
}

extension ReportedNote.Occurrence {
  fileprivate var json: JSON {
    .object(
      (row.map { [("row", JSON.string($0))] } ?? []) + (seed.map { [("seed", .number($0))] } ?? [])
        + (detail.map { [("detail", .string($0))] } ?? []))
  }
}
