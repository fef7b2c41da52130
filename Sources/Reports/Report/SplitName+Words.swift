import Datasets

extension SplitName {
  /// What sentences call the split: `training images`, `test images`.
  var words: String { self == .train ? "training" : rawValue }
}
