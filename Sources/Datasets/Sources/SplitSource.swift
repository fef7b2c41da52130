import Files
import Specification

/// Where the images of a split come from: files, a generator, or another split.
public protocol SplitSource: Described {
  /// Which of the images are used.
  var selection: Selection { get set }
}

extension SplitSource {
  /// The fields that every source has.
  static var selectionFields: [Field<Self>] {
    [
      Field(
        "range", \.selection.range,
        "only these images, counted from 0, the end not included"),
      Field(
        "limit", \.selection.limit,
        "at most so many images: a seeded draw, stratified by label, kept in their order",
        .atLeast(1)),
      Field(
        "labelled", \.selection.labelled,
        "of a classifier's training images only so many keep their labels, and are trained on: a "
          + "draw by the seed of the trial, stratified; networks that need no labels use all",
        .atLeast(1)),
      Field(
        "parts", \.selection.parts,
        "parts of the test set that are scored separately: a seeded, stratified division"),
    ]
  }
}

/// A source that holds images of its own.
public protocol ImageSource: SplitSource {
  /// Finds the files and reads what their headers say, and the labels; the pixels stay where they
  /// are.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  func open(_ context: SourceContext) throws(SourceError) -> OpenSource
  /// The same source with every path replaced.
  func replacingPaths(_ replacement: (String) -> String) -> Self
}

extension ImageSource {
  /// A source without files stays as it is.
  public func replacingPaths(_ replacement: (String) -> String) -> Self { self }
}

/// What a source may depend on besides its own options.
public struct SourceContext: Sendable {
  /// Finds files.
  public let resolver: PathResolver
  /// The split that the images are for.
  public let split: SplitName
  /// What is done to every image.
  public let preparation: Preparation

  /// Gathers them.
  public init(resolver: PathResolver, split: SplitName, preparation: Preparation) {
    self.resolver = resolver
    self.split = split
    self.preparation = preparation
  }
}

/// A source whose headers and labels have been read.
public struct OpenSource: Sendable {
  /// The shape of the images as the source gives them: `[N, H, W, C]`.
  public let shape: ImageShape
  /// The label of each image.
  public let labels: SourceLabels?
  /// The files, where there are any: what was found where.
  public let files: [String]
  /// All files that the images depend on; those of a folder one by one.
  var contents: [String]
  /// What is odd about the files, and stops nothing.
  var notes: [SourceNote] = []
  /// Maps, reads or draws the pixels.
  let readPixels: @Sendable () throws(SourceError) -> Pixels
  /// Whether every image is decoded by itself, which takes long.
  var isDecoded = false
  /// Reads them a few images at a time; nil where a source cannot.
  var makeReader: PixelReader.Maker?

  /// A source of files, all of which matter, unless others are named.
  init(
    shape: ImageShape, labels: SourceLabels?, files: [String], contents: [String]? = nil,
    notes: [SourceNote] = [], readPixels: @escaping @Sendable () throws(SourceError) -> Pixels
  ) {
    self.shape = shape
    self.labels = labels
    self.files = files
    self.contents = contents ?? files
    self.notes = notes
    self.readPixels = readPixels
  }
}

/// Something odd about the files of a source.
struct SourceNote: Sendable, Equatable {
  /// What it is about: `folder.passedOver`.
  let kind: String
  /// What is odd: the same words whatever the source.
  let message: String
  /// How many, and which.
  let detail: String
  /// What to do about it.
  let cure: String
}

/// The sources there are.
public enum SplitSources: Family {
  public typealias Member = any SplitSource
  /// What messages call one.
  public static let name = "source of images"
  /// The kinds, one file each.
  public static var kinds: [any Described.Type] {
    [
      ImageFiles.self, ImageFolder.self, CIFAR10Files.self, CIFAR100Files.self,
      SyntheticSource.self, TakenSplit.self,
    ]
  }
}

/// Images taken away from another split, which keeps the rest.
public struct TakenSplit: SplitSource {
  public static var kind: String { "from" }
  public static var summary: String {
    "Images taken away from another split, which keeps the rest: a share of it, or a range."
  }
  public static var fields: [Field<TakenSplit>] {
    [
      Field("split", \.split, "the split they come from", isRequired: true, isPrimary: true),
      Field(
        "fraction", \.fraction,
        "the share that is taken: a seeded draw, stratified by label",
        .strictlyBetween(0, 1)),
    ] + selectionFields
  }
  public static var example: [(String, JSON)] {
    [("split", .string("train")), ("fraction", .number(0.1))]
  }

  /// The split they come from.
  public var split = SplitName.train
  /// The share that is taken.
  public var fraction: Double?
  public var selection = Selection()

  public init() {}

  /// Checks what no single field can.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if fraction == nil && selection.range == nil {
      report("split", "say how many images are taken: \"fraction\": 0.1, or \"range\": [0, 500]")
    }
    if fraction != nil && selection.range != nil {
      report("fraction", "\"fraction\" and \"range\" exclude each other; leave one out")
    }
  }
}

/// What is wrong with a source of images, and which field of its specification it is about.
public struct SourceError: Error, Equatable, CustomStringConvertible {
  /// The field at fault: `labels`.
  public let field: String
  /// What is wrong, with the name of the file.
  public let message: String

  /// Blames a field.
  public init(_ field: String, _ message: String) {
    self.field = field
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Runs a file operation on behalf of a field.
  static func blaming<Result>(
    _ field: String, _ body: () throws(FileError) -> Result
  ) throws(SourceError) -> Result {
    do throws(FileError) { return try body() } catch {
      throw SourceError(field, error.description)
    }
  }
}
