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
