import Specification

/// The three sets that images are split into.
public enum SplitName: String, Word {
  /// What is trained on.
  case train
  /// What decides between models while they are made.
  case validation
  /// What is reported.
  case test

  /// What sentences call the split: `training images`, `test images`.
  public var words: String { self == .train ? "training" : rawValue }
}
