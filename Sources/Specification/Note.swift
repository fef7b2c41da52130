/// Something odd that stops nothing: what it is, where, and what to do about it.
///
/// Whoever finds it adds it in one line, where it is at hand:
/// - while a file or data is read, with the place: `problems.note("labels.gaps", …, at:location:)`;
/// - while a trial is planned: `note("clusters.many", …)` in `TrialPlanner`;
/// - in a stage: `task.note(Note("kmeans.starts", …))`, which leaves it in the artefact; an algorithm
///   hands its notes over in its result.
///
/// `sweep plan`, the end of a run, `results.json` and the last section of a report list them.
public struct Note: Sendable, Hashable {
  /// Its identifier: what it is about and what is odd there, `kmeans.starts`.
  public var kind: String
  /// What is odd, as the first sentence without its point: the same words wherever it is met.
  public var message: String
  /// What differs from one place to another: "2 of 10 starts".
  public var detail: String?
  /// What to do about it, or what it means for the numbers, without the point at the end.
  public var cure: String
  /// The JSON path of what brings it about; empty for the whole file.
  public var path: JSONPath
  /// The place in a file, when a value brings it about that came from one.
  public var location: Location?

  /// Describes something odd.
  public init(
    _ kind: String, _ message: String, detail: String? = nil, cure: String,
    at path: JSONPath = JSONPath(), location: Location? = nil
  ) {
    self.kind = kind
    self.message = message
    self.detail = detail
    self.cure = cure
    self.path = path
    self.location = location
  }

  /// The note with what it is particular to, "epoch 3", before its detail.
  public func adding(_ subject: String) -> Note {
    var note = self
    note.detail = [subject, detail].compactMap { $0 }.joined(separator: ": ")
    return note
  }

  /// As a stage leaves it: without its place, which is that of the stage.
  public var json: JSON {
    .object(
      [("kind", .string(kind)), ("message", .string(message))]
        + (detail.map { [("detail", JSON.string($0))] } ?? []) + [("cure", .string(cure))])
  }

  /// Reads what `json` writes; nil for anything else.
  public init?(_ json: JSON) {
    guard let kind = json["kind"]?.string, let message = json["message"]?.string,
      let cure = json["cure"]?.string
    else { return nil }
    self.init(kind, message, detail: json["detail"]?.string, cure: cure)
  }
}

/// Notes in the order they were met, each once, with every trial it was met in.
public struct Notes: Sendable, Equatable {
  /// Where a note was met.
  public struct Occurrence: Sendable, Hashable {
    /// The row of the sweep, from 0; nil where it concerns all of them.
    public var row: Int?
    /// The seed; nil where it concerns all of them.
    public var seed: Int?
    /// What is particular there.
    public var detail: String?
  }

  /// One note and where it was met.
  public struct Entry: Sendable, Equatable {
    /// The note; its place is that of the first occurrence.
    public let note: Note
    /// Where it was met, in the order met.
    public internal(set) var occurrences: [Occurrence]
  }

  /// The notes.
  public private(set) var list: [Entry] = []
  private var positions: [Note: Int] = [:]
  private var known: [Set<Occurrence>] = []

  /// No notes yet.
  public init() {}

  /// Whether nothing is odd.
  public var isEmpty: Bool { list.isEmpty }

  /// Adds a note that a row, or a trial of it, gave rise to. One of the same kind, words and path is
  /// the same note, met once more.
  public mutating func add(_ note: Note, row: Int? = nil, seed: Int? = nil) {
    add(note, Occurrence(row: row, seed: seed, detail: note.detail))
  }

  /// Adds notes met elsewhere; those without a row are given one.
  public mutating func add(contentsOf others: Notes, row: Int? = nil) {
    for entry in others.list {
      for occurrence in entry.occurrences {
        var occurrence = occurrence
        occurrence.row = occurrence.row ?? row
        add(entry.note, occurrence)
      }
    }
  }

  private mutating func add(_ note: Note, _ occurrence: Occurrence) {
    var name = note
    name.detail = nil
    name.location = nil
    if let position = positions[name] {
      guard known[position].insert(occurrence).inserted else { return }
      list[position].occurrences.append(occurrence)
    } else {
      positions[name] = list.count
      list.append(Entry(note: note, occurrences: [occurrence]))
      known.append([occurrence])
    }
  }

  /// Notes are the same when they say the same of the same trials.
  public static func == (left: Notes, right: Notes) -> Bool { left.list == right.list }
}

/// What sizes and values say about an option before anything is computed with it.
///
/// Every family whose members need something of the data says so in one requirement of its protocol, so
/// that a new member has to answer too; plans ask, and tell.
public enum Finding: Sendable, Equatable {
  /// It cannot be done, or would give numbers that mean nothing: why, and what to do.
  case refusal(String)
  /// It can be done, but is odd.
  case note(Note)

  /// Something odd.
  public static func note(
    _ kind: String, _ message: String, detail: String? = nil, cure: String
  ) -> Finding {
    .note(Note(kind, message, detail: detail, cure: cure))
  }
}
