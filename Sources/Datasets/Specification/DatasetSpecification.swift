import Specification

/// The images of an experiment: where each split comes from, and how pixels become numbers.
public struct DatasetSpecification: Described {
  /// Its name in a file.
  public static var kind: String { "dataset" }
  /// What it is.
  public static var summary: String {
    "The images to train on, to validate with and to test on, and how their pixels become numbers."
  }
  /// Its options.
  public static var fields: [Field<DatasetSpecification>] {
    [
      Field("train", \.train, "the images to train on", isRequired: true),
      Field("validation", \.validation, "the images that models are compared on meanwhile"),
      Field("test", \.test, "the images that are reported"),
      Field(
        "classes", \.classes,
        "the names of the classes, in the order of the labels; else those of the source"),
      Field(
        "scale", \.scale,
        "what bytes 0 and 255 become; images stored as floating-point numbers stay as they are"),
      Field(
        "padTo", \.padTo, "centre the images on a black square of this many pixels a side",
        .between(1, 4096)),
      Field(
        "seed", \.seed, "the seed of random splits, limits and parts; trials share it",
        .atLeast(0)),
    ]
  }
  /// For the reference.
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
  /// The seed of random splits, limits and parts.
  public var seed = 0

  /// Every option at its default.
  public init() {}

  /// The source of a split.
  public subscript(split: SplitName) -> OneOf<SplitSources>? {
    switch split {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// The splits that the file names, in their order.
  public var splits: [(name: SplitName, source: OneOf<SplitSources>)] {
    SplitName.allCases.compactMap { name in self[name].map { (name, $0) } }
  }

  /// Checks what no single field can.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    for (name, source) in splits {
      if name != .test, source.value.selection.parts != nil {
        report(name.rawValue, "only the test set is divided into parts; remove \"parts\"")
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
    if let classes, Set(classes).count < classes.count {
      report("classes", "a class is named twice")
    }
  }
}
