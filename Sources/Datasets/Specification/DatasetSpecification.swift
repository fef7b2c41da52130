import Specification

/// The images of an experiment: where each split comes from, and how pixels become numbers.
public struct DatasetSpecification: Described {
  public static var kind: String { "dataset" }
  public static var summary: String {
    "The images to train on, to validate with and to test on, and how their pixels become numbers."
  }
  public static var fields: [Field<DatasetSpecification>] {
    [
      Field("train", \.train, "the images to train on", isRequired: true),
      Field("validation", \.validation, "the images that models are compared on meanwhile"),
      Field("test", \.test, "the images that are reported"),
      Field(
        "classes", \.classes,
        "the names of the classes: class folders and labels in words are matched to them by name, "
          + "numbers from 0 by place; else those of the source, or the labels that occur"),
      Field(
        "scale", \.scale,
        "what bytes 0 and 255 become; images stored as floating-point numbers stay as they are"),
      Field(
        "padTo", \.padTo,
        "centre the images on a square of this many pixels a side, filled with the low end of the "
          + "scale", .between(1, 4096)),
      Field(
        "resize", \.resize, "bring the images to this size; shrinking averages, nothing is skipped"),
      Field(
        "fit", \.fit,
        "what becomes of other proportions: `crop` (default) cuts two sides off, `pad` fills two sides "
          + "with the low end of the scale, `stretch` changes the proportions"),
      Field(
        "filter", \.filter,
        "how resizing weighs neighbours: `bilinear` (default), or `lanczos`, which is sharper"),
      Field(
        "channels", \.channels,
        "bring the images to `gray` (0.299 R + 0.587 G + 0.114 B) or `rgb` (gray is repeated)"),
      Field(
        "ground", \.ground,
        "what lies under transparent pixels: `black` (default) or `white`"),
      Field(
        "seed", \.seed, "the seed of random splits, limits and parts; trials share it",
        .atLeast(0)),
    ]
  }
  public static var example: [(String, JSON)] {
    [
      ("train", .object([("images", .string("digits/train.npy"))])),
      (
        "test",
        .object([
          ("images", .string("digits/test.npy")), ("labels", .string("digits/test-labels.npy")),
          ("parts", .object([("public", .number(0.5)), ("private", .number(0.5))])),
        ])
      ),
      ("scale", [-1.0, 1.0].json),
    ]
  }

  /// The images to train on.
  public var train: OneOf<SplitSources>?
  /// The images that models are compared on meanwhile.
  public var validation: OneOf<SplitSources>?
  /// The images that are reported.
  public var test: OneOf<SplitSources>?
  /// The names of the classes.
  public var classes: [String]?
  /// What black and white become.
  public var scale = PixelScale.unit
  /// The side of the square that images are padded to.
  public var padTo: Int?
  /// The size that images are brought to.
  public var resize: ImageExtent?
  /// What becomes of other proportions.
  public var fit: ImageFit?
  /// How resizing weighs neighbours.
  public var filter: ResizeFilter?
  /// The channels that images are brought to.
  public var channels: ColourChoice?
  /// What lies under transparent pixels.
  public var ground: Ground?
  /// The seed of random splits, limits and parts.
  public var seed = 0

  public init() {}

  /// The source of a split.
  public subscript(split: SplitName) -> OneOf<SplitSources>? {
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

  /// The splits that the file names, in their order.
  public var splits: [(name: SplitName, source: OneOf<SplitSources>)] {
    SplitName.allCases.compactMap { name in self[name].map { (name, $0) } }
  }

  /// What is done to every image.
  var preparation: Preparation {
    Preparation(
      scale: scale, ground: ground ?? .black, channels: channels, resize: resize,
      fit: fit ?? .crop, filter: filter ?? .bilinear, padTo: padTo)
  }

  /// Checks what no single field can.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    for (name, source) in splits {
      if name != .test, source.value.selection.parts != nil {
        report(name.rawValue, "only the test set is divided into parts; remove \"parts\"")
      }
      if name != .train, source.value.selection.labelled != nil {
        report(name.rawValue, "only training images lose their labels; remove \"labelled\"")
      }
      guard let taken = source.value as? TakenSplit else { continue }
      let donor = taken.split
      if donor == name {
        report(name.rawValue, "\(name.rawValue) cannot be taken from itself")
      } else if self[donor] == nil {
        report(name.rawValue, "it is taken from \(donor.rawValue), which is not in the file")
      } else if self[donor]?.value is TakenSplit {
        report(
          name.rawValue, "it is taken from \(donor.rawValue), which is itself taken from another")
      }
    }
    if resize == nil {
      for (name, isWritten) in [("fit", fit != nil), ("filter", filter != nil)] where isWritten {
        report(name, "\"\(name)\" says how images are resized: give a size, \"resize\": 32")
      }
    }
    if let resize, let padTo, padTo < max(resize.height, resize.width) {
      report(
        "padTo", "images resized to \(resize.json.canonical) do not fit into \(padTo) x \(padTo)")
    }
    if let classes, Set(classes).count < classes.count {
      report("classes", "a class is named twice")
    }
  }
}

extension DatasetSpecification {
  /// The dataset with its relative paths seen from the files that they are written in.
  ///
  /// An experiment may extend or name files of other folders, and take paths from the command line. A
  /// path that leads somewhere from there (from the command line: from the working directory) is
  /// replaced by the absolute one; any other stays for the `PathResolver`.
  ///
  /// - Parameters:
  ///   - json: the dataset as written, its values with their places.
  ///   - folder: the folder of the experiment, which a `PathResolver` looks in by itself.
  /// - Returns: the dataset with paths that lead somewhere.
  public func placed(asWrittenIn json: JSON?, beside folder: String) -> DatasetSpecification {
    var copy = self
    copy.train = Self.placed(train, json?["train"], folder)
    copy.validation = Self.placed(validation, json?["validation"], folder)
    copy.test = Self.placed(test, json?["test"], folder)
    return copy
  }

  /// The dataset with every path of its sources replaced.
  public func replacingPaths(_ replacement: (String) -> String) -> DatasetSpecification {
    var copy = self
    for split in SplitName.allCases {
      guard let images = self[split]?.value as? any ImageSource else { continue }
      copy[split] = OneOf(images.replacingPaths(replacement)) ?? self[split]
    }
    return copy
  }

  private static func placed(
    _ source: OneOf<SplitSources>?, _ json: JSON?, _ folder: String
  ) -> OneOf<SplitSources>? {
    guard let json, let images = source?.value as? any ImageSource else { return source }
    let placed = images.replacingPaths { path in
      PathResolver(folders: [folder]).placed(
        path, writtenIn: json.location(ofText: path)?.source)
    }
    return OneOf(placed) ?? source
  }
}

extension JSON {
  /// Where a text is written in this value.
  fileprivate func location(ofText text: String) -> Location? {
    if string == text { return location }
    let children = elements ?? members?.map(\.value) ?? []
    return children.lazy.compactMap { $0.location(ofText: text) }.first
  }
}

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

/// The channels that images are brought to.
public enum ColourChoice: String, Word {
  /// One: 0.299 red, 0.587 green and 0.114 blue.
  case gray
  /// Three: gray is repeated.
  case rgb

  /// How many they are.
  var count: Int { self == .gray ? 1 : 3 }
}

/// What lies under transparent pixels.
public enum Ground: String, Word {
  /// Black.
  case black
  /// White.
  case white
}
