import Files
import Specification

/// The binary version of CIFAR-10: records of a label and 32 x 32 pixels, colour by colour.
public struct CIFAR10Files: ImageSource {
  /// Its name in a file.
  public static var kind: String { "cifar10" }
  /// What it is.
  public static var summary: String {
    "CIFAR-10 in its binary version: one or more files of 3073-byte records, labels included."
  }
  /// Its options.
  public static var fields: [Field<CIFAR10Files>] {
    [
      Field(
        "files", \.files, "the files, as data_batch_1.bin; several are put together",
        isRequired: true, isPrimary: true)
    ] + selectionFields
  }

  /// For the reference.
  public static var example: [(String, JSON)] { [("files", .string("cifar/data_batch_1.bin"))] }

  /// The files.
  public var files = FileList([])
  /// Which of the images are used.
  public var selection = Selection()

  /// Every option at its default.
  public init() {}

  /// The same with other paths.
  public func replacingPaths(_ replacement: (String) -> String) -> CIFAR10Files {
    var copy = self
    copy.files = FileList(files.paths.map(replacement))
    return copy
  }

  private static let names = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    let records = CIFARRecords(name: "CIFAR-10", classes: [Self.names])
    return try records.open(files, context, kind: 0)
  }
}
