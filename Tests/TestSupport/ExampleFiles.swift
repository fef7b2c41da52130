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
    var cifar: [UInt8] = []
    var cifar100: [UInt8] = []
    for number: UInt8 in 0..<12 {
      let colours = [UInt8](repeating: number, count: 3072)
      cifar += [number % 10] + colours
      cifar100 += [0, number % 10] + colours
    }
    var files: [(path: String, bytes: [UInt8])] = []
    files.append(("faces/train.npy", try RegularFile.bytes(at: folder.path("images.npy"))))
    files.append(("faces/train-labels.npy", try RegularFile.bytes(at: folder.path("labels.npy"))))
    files.append(("cifar/data_batch_1.bin", cifar))
    files.append(("cifar-100/train.bin", cifar100))
    for number in 0..<12 {
      files.append(("faces/train/\(number % 2)/\(number).png", picture ?? []))
    }
    return files
  }

  /// Writes them into a folder.
  public static func write(to folder: TemporaryFolder) throws {
    for file in try contents() { try folder.write(file.bytes, to: file.path) }
  }
}
