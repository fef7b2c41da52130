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

  private static let side = 32
  private static let recordSize = 1 + 3 * side * side
  private static let names = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Finds the files, and reads headers and labels.
  ///
  /// - Throws: `SourceError` when something is missing, damaged or does not fit together.
  public func open(_ context: SourceContext) throws(SourceError) -> OpenSource {
    var labels: [Int] = []
    var opened: [MappedFile] = []
    for path in files.paths {
      let place = try context.resolver.resolve(path, for: "files")
      try SourceError.blaming("files") { () throws(FileError) in
        let file = try MappedFile(path: place)
        labels += try Self.labels(file)
        opened.append(file)
      }
    }
    let shape = ImageShape(
      count: labels.count, height: Self.side, width: Self.side, channels: 3)
    let found = opened
    return OpenSource(
      shape: shape, labels: SourceLabels(labels, .customary(Self.names)), files: found.map(\.path)
    ) { () throws(SourceError) in
      try SourceError.blaming("files") { () throws(FileError) in
        for file in found { try file.checkUnchanged() }
        return Pixels(shape, .bytes(Self.interleave(found, shape)))
      }
    }
  }

  private static func labels(_ file: MappedFile) throws(FileError) -> [Int] {
    let (count, rest) = file.count.quotientAndRemainder(dividingBy: recordSize)
    guard count > 0, rest == 0 else {
      throw FileError(
        file.path,
        "is \(file.count) bytes, which is no multiple of the \(recordSize) of a CIFAR-10 record")
    }
    let labels = file.withUnsafeBytes { bytes in
      (0..<count).map { Int(bytes[$0 * recordSize]) }
    }
    if let index = labels.firstIndex(where: { $0 >= names.count }) {
      throw FileError(file.path, "label \(labels[index]) of image \(index) is not from CIFAR-10")
    }
    return labels
  }

  /// Puts the three colours of each pixel side by side.
  private static func interleave(_ files: [MappedFile], _ shape: ImageShape) -> [UInt8] {
    let plane = side * side
    return [UInt8](unsafeUninitializedCapacity: shape.byteCount) { target, count in
      for file in files {
        file.withUnsafeBytes { bytes in
          for record in stride(from: 0, to: bytes.count, by: recordSize) {
            for pixel in 0..<plane {
              for channel in 0..<3 {
                target[count + 3 * pixel + channel] = bytes[record + 1 + plane * channel + pixel]
              }
            }
            count += 3 * plane
          }
        }
      }
    }
  }
}
