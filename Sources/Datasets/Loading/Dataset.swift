/// The images of an experiment, ready to be used.
public struct Dataset: Sendable {
  /// A part of the test set.
  public struct Part: Sendable, Equatable {
    /// What tables call it.
    public let name: String
    /// Which test images it holds, in ascending order.
    public let indices: [Int]
  }

  /// The images of each split there is.
  private let sets: [SplitName: ImageSet]
  /// The parts of the test set, in the order of the file.
  public let parts: [Part]
  /// The names of the classes, where they have any.
  public let classes: [String]?
  /// The number of classes: as many as are named, else as the labels need; nil without labels.
  public let classCount: Int?
  /// What black and white become.
  public let scale: PixelScale

  init(
    sets: [SplitName: ImageSet], parts: [Part], classes: [String]?, classCount: Int?,
    scale: PixelScale
  ) {
    self.sets = sets
    self.parts = parts
    self.classes = classes
    self.classCount = classCount
    self.scale = scale
  }

  /// The images of a split; nil when the experiment has none.
  public subscript(split: SplitName) -> ImageSet? { sets[split] }
}
