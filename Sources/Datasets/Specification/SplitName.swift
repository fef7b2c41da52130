import Specification

/// The three sets that images are split into.
public enum SplitName: String, Word {
  /// What is trained on.
  case train
  /// What decides between models while they are made.
  case validation
  /// What is reported.
  case test
}
