import Files

/// The records of the binary versions of CIFAR: one label or several, a byte each, then 32 x 32 pixels,
/// colour by colour.
struct CIFARRecords {
  /// What people call the data.
  let name: String
  /// The usual names of the classes, for each label of a record.
  let classes: [[String]]

  private static let side = 32
  private static let plane = side * side
  private var recordSize: Int { classes.count + 3 * Self.plane }

  /// Finds the files, and reads the labels.
  ///
  /// - Parameters:
  ///   - files: the files, which are put together.
  ///   - context: finds them.
  ///   - kind: which of the labels of a record counts.
  /// - Returns: the images, all files together.
  /// - Throws: `SourceError` when something is missing or damaged.
  func open(
    _ files: FileList, _ context: SourceContext, kind: Int
  ) throws(SourceError) -> OpenSource {
    var labels: [Int] = []
    var opened: [MappedFile] = []
    for path in files.paths {
      let place = try context.resolver.resolve(path, for: "files")
      try SourceError.blaming("files") { () throws(FileError) in
        let file = try MappedFile(path: place)
        labels += try self.labels(file, kind)
        opened.append(file)
      }
    }
    let shape = ImageShape(
      count: labels.count, height: Self.side, width: Self.side, channels: 3)
    let found = opened
    var source = OpenSource(
      shape: shape, labels: SourceLabels(labels, .customary(classes[kind])),
      files: found.map(\.path)
    ) { () throws(SourceError) in
      try SourceError.blaming("files") { () throws(FileError) in
        for file in found { try file.checkUnchanged() }
        return Pixels(shape, .bytes(interleave(found, 0..<shape.count)))
      }
    }
    source.makeReader = { () throws(SourceError) in
      PixelReader(blaming: "files") { (images) throws(FileError) in
        for file in found { try file.checkUnchanged() }
        return Pixels(shape.part(images), .bytes(interleave(found, images)))
      }
    }
    return source
  }

  private func labels(_ file: MappedFile, _ kind: Int) throws(FileError) -> [Int] {
    let (count, rest) = file.count.quotientAndRemainder(dividingBy: recordSize)
    guard count > 0, rest == 0 else { throw misfit(file) }
    let labels = file.withUnsafeBytes { bytes in
      (0..<count).map { Int(bytes[$0 * recordSize + kind]) }
    }
    if let index = labels.firstIndex(where: { $0 >= classes[kind].count }) {
      throw FileError(file.path, "label \(labels[index]) of image \(index) is not from \(name)")
    }
    return labels
  }

  private func misfit(_ file: MappedFile) -> FileError {
    let start = file.withUnsafeBytes { Array($0.prefix(ForeignFormat.markSize)) }
    if let found = ForeignFormat(start, path: file.path, size: file.count) {
      return FileError(file.path, "is \(found.name), not \(name) in binary; \(found.advice)")
    }
    let other = 3 * Self.plane + (classes.count == 1 ? 2 : 1)
    let isOther = file.count > 0 && file.count % other == 0
    let advice =
      isOther
      ? "; it is as long as records of \(classes.count == 1 ? "CIFAR-100" : "CIFAR-10"): write "
        + "\"\(classes.count == 1 ? "cifar100" : "cifar10")\": \"\(file.path)\"" : ""
    return FileError(
      file.path,
      "is \(file.count) bytes, which is no multiple of the \(recordSize) of a \(name) record\(advice)"
    )
  }

  /// Puts the three colours of each pixel side by side, of some of the images of all files together.
  private func interleave(_ files: [MappedFile], _ images: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: images.count * 3 * Self.plane) { target, count in
      var before = 0
      for file in files {
        let own = before..<before + file.count / recordSize
        before = own.upperBound
        let part = images.clamped(to: own)
        file.withUnsafeBytes { bytes in
          for image in part {
            let first = (image - own.lowerBound) * recordSize + classes.count
            for pixel in 0..<Self.plane {
              for channel in 0..<3 {
                target[count + 3 * pixel + channel] = bytes[first + Self.plane * channel + pixel]
              }
            }
            count += 3 * Self.plane
          }
        }
      }
    }
  }
}
