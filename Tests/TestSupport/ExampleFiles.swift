import Files

/// The files that the examples of the sources of images name, small and whole.
///
/// A new source joins by a line here; without one, fuzzing and the tests of wild values fail.
public enum ExampleFiles {
  /// Their contents by path.
  public static func contents() throws -> [(path: String, bytes: [UInt8])] {
    let folder = try TemporaryFolder()
    let pixels = (0..<12 * 8 * 8 * 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    try NPYFile.write(pixels, shape: [12, 8, 8, 3], to: folder.path("images.npy"))
    try NPYFile.write((0..<12).map { $0 % 2 }, to: folder.path("labels.npy"))
    let picture = try Bitmap(height: 8, width: 8, channels: 3, bytes: Array(pixels.prefix(192)))
      .map { try PNG.encode($0) }
    let cifar = (0..<12).flatMap { [UInt8($0 % 10)] + [UInt8](repeating: UInt8($0), count: 3072) }
    return [
      ("faces/train.npy", try RegularFile.bytes(at: folder.path("images.npy"))),
      ("faces/train-labels.npy", try RegularFile.bytes(at: folder.path("labels.npy"))),
      ("cifar/data_batch_1.bin", cifar),
      (
        "cifar-100/train.bin", (0..<12).flatMap { [0, 1] + cifar[$0 * 3073 + 1..<($0 + 1) * 3073] }
      ),
    ] + (0..<12).map { ("faces/train/\($0 % 2)/\($0).png", picture ?? []) }
  }

  /// Writes them into a folder.
  public static func write(to folder: TemporaryFolder) throws {
    for file in try contents() { try folder.write(file.bytes, to: file.path) }
  }
}
