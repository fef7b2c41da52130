import Specification

/// Which of the images of a source are used, and how a test set is divided.
public struct Selection: Sendable {
  /// Only these; all when nil.
  public var range: ImageRange?
  /// At most so many: a seeded draw, stratified by label, in the order of the source.
  public var limit: Int?
  /// Of training images, so many keep their labels for a classifier: a draw by the seed of the trial,
  /// stratified; all when nil.
  public var labelled: Int?
  /// The parts of a test set.
  public var parts: TestParts?

  /// Everything, undivided.
  public init() {}

  /// The chosen images, in the order of the source.
  ///
  /// - Throws: `SourceError` when the range goes beyond the images there are.
  func indices(
    count: Int, labels: [Int]?, seed: UInt64, split: SplitName
  ) throws(SourceError) -> [Int] {
    let range = range?.indices ?? 0..<count
    guard range.upperBound <= count else {
      throw SourceError(
        "range", "the range ends at \(range.upperBound), but there are only \(count) images")
    }
    guard let limit, limit < range.count else { return Array(range) }
    let order = Stratification.order(
      of: Array(range), labels: labels, seed: seed, purpose: "limit/\(split.rawValue)")
    return order.prefix(limit).sorted()
  }
}
