/// A stored result that is missing or not what was written; it has to be computed again.
public struct DamagedArtefact: Error, Equatable, CustomStringConvertible {
  /// The stage.
  public let key: StageKey
  /// The file of it.
  public let file: String
  /// What is wrong: "is missing", "has 100 of 4000 bytes", "has other content than was written".
  public let reason: String

  /// Says what is wrong with a file of a stage.
  public init(key: StageKey, file: String, reason: String) {
    self.key = key
    self.file = file
    self.reason = reason
  }

  /// The reason of a file that is there and cannot be read, which may be the disk's or the owner's.
  static let unreadable = "cannot be read"

  /// What is wrong, and what a run does about it.
  public var consequence: String { "\(self); it is computed again" }

  /// What is wrong.
  public var description: String {
    "the stored \(file) of stage \(key.short) \(reason)"
  }
}
