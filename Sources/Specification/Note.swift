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
