import Specification

/// Gathers what is wrong with the sources of a dataset, with the place in the experiment file.
struct SourceReport: Sendable {
  private(set) var problems = Problems()
  private let specification: DatasetSpecification
  private let path: JSONPath
  private let json: JSON?

  init(specification: DatasetSpecification, path: JSONPath, json: JSON?) {
    self.specification = specification
    self.path = path
    self.json = json
  }

  /// Blames a whole split.
  mutating func add(_ message: String, to split: SplitName) {
    let written = json?[split.rawValue]
    problems.add(
      message, at: path.appending(split.rawValue), location: written?.location ?? json?.location)
  }

  /// Says what is odd about a split.
  mutating func note(
    _ kind: String, _ message: String, detail: String? = nil, cure: String, of split: SplitName
  ) {
    problems.notes.add(
      Note(
        kind, message, detail: detail, cure: cure, at: path.appending(split.rawValue),
        location: json?[split.rawValue]?.location ?? json?.location))
  }

  /// Says what is odd about the files of a split.
  mutating func note(_ note: SourceNote, of split: SplitName) {
    self.note(note.kind, note.message, detail: note.detail, cure: note.cure, of: split)
  }

  /// Blames a field of the dataset.
  mutating func add(_ message: String, field: String) {
    let written = json?[field]
    problems.add(
      message, at: path.appending(field), location: written?.location ?? json?.location)
  }

  /// Blames a field of the source of a split.
  mutating func add(_ error: SourceError, to split: SplitName) {
    guard let source = specification[split] else { return add(error.message, to: split) }
    var place = path.appending(split.rawValue)
    var written = json?[split.rawValue]
    // A file may write `{ "kind": { options } }`, or the options beside the primary one.
    if let options = written?[source.kind], options.members != nil {
      place = place.appending(source.kind)
      written = options
    }
    let field = written?[error.field] ?? written?[source.kind]
    let name = written?[error.field] == nil && field != nil ? source.kind : error.field
    problems.add(
      error.message, at: place.appending(name),
      location: field?.location ?? written?.location ?? json?.location)
  }
}
