/// The labels of the images of a source, as the source writes them.
public struct SourceLabels: Sendable, Equatable {
  /// What the values stand for.
  public enum Writing: Sendable, Equatable {
    /// Whole numbers of which the source does not say what they stand for.
    case numbers
    /// Places in a list of names that are written in the data: of class folders, or in a table.
    case names([String])
    /// Numbers from 0 whose usual names the format knows, as CIFAR-10.
    case customary([String])
  }

  /// The label of each image.
  public let values: [Int]
  /// What the labels stand for.
  public let writing: Writing

  /// The labels of images.
  public init(_ values: [Int], _ writing: Writing = .numbers) {
    self.values = values
    self.writing = writing
  }

  /// The names that the source gives, by label.
  var names: [String]? {
    switch writing {
    case .numbers: nil
    case .names(let names), .customary(let names): names
    }
  }
}
