import Files
import Specification

/// A dataset whose headers and labels have been read and found to fit together; its pixels are read
/// by `load()`.
public struct OpenDataset: Sendable {
  /// One split.
  public struct Split: Sendable {
    /// Which one.
    public let name: SplitName
    /// The shape of its images, padding included.
    public let shape: ImageShape
    /// The class of each image.
    public internal(set) var labels: [Int]?
    /// The files its images come from: what was found where.
    public let files: [String]
    /// All files that its images depend on; those of a folder one by one.
    public let contents: [String]
    /// The split whose source holds its images: itself, unless it is taken from another.
    let owner: SplitName
    /// Its images in that source.
    let indices: [Int]
  }

  /// The splits there are, in their order.
  public let splits: [Split]
  /// The parts of the test set, in the order of the file.
  public let parts: [Dataset.Part]
  /// The names of the classes, where they have any.
  public let classes: [String]?
  /// The number of classes: as many as are named, else as there are labels; nil without labels.
  public let classCount: Int?
  /// What black and white become.
  public let scale: PixelScale
  let sources: [SplitName: OpenSource]
  let preparation: Preparation
  var report: SourceReport

  /// What is odd about the images, and stops nothing.
  public var notes: Notes { report.problems.notes }

  /// One split; nil when the experiment has none.
  public subscript(split: SplitName) -> Split? { splits.first { $0.name == split } }

  /// Maps, reads or draws the pixels of some splits, or of all.
  ///
  /// - Throws: `Problems` when a file is damaged beyond its header, or has changed meanwhile.
  public func load(_ names: Set<SplitName> = Set(SplitName.allCases)) throws(Problems) -> Dataset {
    var report = report
    var pixels: [SplitName: Pixels] = [:]
    var sets: [SplitName: ImageSet] = [:]
    for split in splits where names.contains(split.name) {
      do throws(SourceError) {
        if pixels[split.owner] == nil {
          let read = try sources[split.owner]?.readPixels()
          pixels[split.owner] = try read.map { (pixels) throws(SourceError) in try prepared(pixels)
          }
        }
        sets[split.name] = pixels[split.owner].map { images(of: split, $0) }
      } catch {
        report.add(error, to: split.owner)
      }
    }
    try report.problems.throwIfAny()
    return Dataset(
      sets: sets, parts: parts, classes: classes, classCount: classCount, scale: scale)
  }

  private func images(of split: Split, _ pixels: Pixels) -> ImageSet {
    let all = ImageSet(pixels, labels: nil, classes: nil)
    let chosen = split.indices.count == all.count ? all : all.selecting(split.indices)
    let padded = preparation.padTo.flatMap { chosen.padded(to: $0) } ?? chosen
    return padded.labelled(split.labels, classes: classes)
  }
}

extension OpenDataset {
  /// What each image of a split is called: its file below the folder it comes from, else its number in
  /// its source, from 0.
  public func identifiers(of split: Split) -> [String] {
    guard let source = sources[split.owner], let folder = source.files.first,
      source.contents.count >= source.shape.count,
      source.contents.prefix(source.shape.count).allSatisfy({ $0.hasPrefix(folder + "/") })
    else { return split.indices.map(String.init) }
    return split.indices.map { String(source.contents[$0].dropFirst(folder.count + 1)) }
  }
}

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
