import Files

extension ImageSet {
  /// Maps images that were written as `.npy` `[N, H, W, C]`, with their classes as they are.
  ///
  /// - Parameters:
  ///   - path: the file of the images.
  ///   - labels: the file of the classes, from 0.
  /// - Throws: `FileError` when a file is damaged.
  public init(storedAt path: String, labels: String? = nil) throws {
    let array = try ArrayFile(path: path)
    let shape = try array.imageShape()
    let classes = try labels.map { try ArrayFile(path: $0).classes(count: shape.count) }
    self.init(try array.pixels(shape, scale: .unit), labels: classes, classes: nil)
  }
}
