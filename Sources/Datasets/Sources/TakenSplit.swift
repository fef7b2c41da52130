import Specification

/// Images taken away from another split, which keeps the rest.
public struct TakenSplit: SplitSource {
  /// Its name in a file.
  public static var kind: String { "from" }
  /// What it is.
  public static var summary: String {
    "Images taken away from another split, which keeps the rest: a share of it, or a range."
  }
  /// Its options.
  public static var fields: [Field<TakenSplit>] {
    [
      Field("split", \.split, "the split they come from", isRequired: true, isPrimary: true),
      Field(
        "fraction", \.fraction,
        "the share that is taken: a seeded draw, stratified by label",
        .strictlyBetween(0, 1)),
    ] + selectionFields
  }
  /// For the reference.
  public static var example: [(String, JSON)] {
    [("split", .string("train")), ("fraction", .number(0.1))]
  }

  /// The split they come from.
  public var split = SplitName.train
  /// The share that is taken.
  public var fraction: Double?
  /// Which of the images are used.
  public var selection = Selection()

  /// Every option at its default.
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
