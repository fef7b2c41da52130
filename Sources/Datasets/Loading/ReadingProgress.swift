/// How far the reading of images has come, for whoever waits.
public struct ReadingProgress: Sendable, Equatable {
  /// What is being done: "reading train images".
  public let what: String
  /// How many files or images are done.
  public let done: Int
  /// How many there are.
  public let total: Int

  /// Is told now and then, always on the thread that asked for the images; nil where nobody waits.
  @TaskLocal public static var observer: (@Sendable (ReadingProgress) -> Void)?

  /// So many files are looked at between two reports.
  static let step = 2048

  static func tell(_ what: @autoclosure () -> String, _ done: Int, of total: Int) {
    observer?(ReadingProgress(what: what(), done: done, total: total))
  }
}
