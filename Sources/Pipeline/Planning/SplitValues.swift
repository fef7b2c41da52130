import Datasets

/// A value for some of the splits, in the order of their names; a trial holds several, and dictionaries
/// of two entries would take five times the space.
public struct SplitValues<Value: Sendable>: Sendable, Sequence {
  private var train: Value?
  private var validation: Value?
  private var test: Value?

  /// No values.
  public init() {}

  /// The value of a split.
  public subscript(split: SplitName) -> Value? {
    get {
      switch split {
      case .train: train
      case .validation: validation
      case .test: test
      }
    }
    set {
      switch split {
      case .train: train = newValue
      case .validation: validation = newValue
      case .test: test = newValue
      }
    }
  }

  /// Whether no split has a value.
  public var isEmpty: Bool { train == nil && validation == nil && test == nil }
  /// The splits that have one.
  public var keys: [SplitName] { map(\.key) }
  /// The values.
  public var values: [Value] { map(\.value) }

  /// Splits with their values, by name.
  public func makeIterator() -> IndexingIterator<[(key: SplitName, value: Value)]> {
    let all: [(SplitName, Value?)] = [(.test, test), (.train, train), (.validation, validation)]
    return all.compactMap { split, value in value.map { (key: split, value: $0) } }.makeIterator()
  }
}
