import Files

/// An `.npz` file: the arrays of a zip archive, by name.
struct ArrayArchive {
  /// The archive.
  private let archive: ZipArchive
  /// The arrays by their names, without `.npy`, in the order of the archive.
  private let arrays: [(name: String, member: ZipArchive.Member)]

  /// Reads the directory; nil when the archive holds no arrays.
  ///
  /// - Throws: `FileError` when the archive is damaged.
  init?(_ file: MappedFile) throws(FileError) {
    archive = try ZipArchive(file)
    arrays = archive.members.compactMap { member in
      member.name.hasSuffix(".npy") ? (String(member.name.dropLast(4)), member) : nil
    }
    if arrays.isEmpty { return nil }
  }

  /// One array; where no name is given, the one that has the form of images.
  ///
  /// - Throws: `FileError` with the names there are when it is not clear which is meant.
  func array(named name: String?, of path: String) throws(FileError) -> ArrayFile {
    if let name {
      guard let found = arrays.first(where: { $0.name == name }) else {
        throw FileError(path, "holds no array \"\(name)\"; it holds \(try listed(path))")
      }
      return try open(found, path)
    }
    if arrays.count == 1 { return try open(arrays[0], path) }
    let (images, _) = try pair(path)
    return images
  }

  /// The labels beside the images, where the archive holds these two alone.
  func labels(of path: String) throws(FileError) -> ArrayFile? {
    arrays.count == 2 ? try pair(path).labels : nil
  }

  /// Images and labels, of two arrays.
  private func pair(
    _ path: String
  ) throws(FileError) -> (images: ArrayFile, labels: ArrayFile) {
    if arrays.count == 2 {
      let both = [try open(arrays[0], path), try open(arrays[1], path)]
      for (images, labels) in [(both[0], both[1]), (both[1], both[0])]
      where images.shape.count >= 3 && labels.shape.count <= 2
        && images.shape.first == labels.shape.first
      {
        return (images, labels)
      }
    }
    throw FileError(
      path,
      "holds several arrays: \(try listed(path)); say which: \"\(path.split(separator: "/").last ?? "")#"
        + "\(arrays[0].name)\"")
  }

  private func listed(_ path: String) throws(FileError) -> String {
    var texts: [String] = []
    for array in arrays.prefix(8) { texts.append("\(array.name) \(try open(array, path).shape)") }
    return texts.joined(separator: ", ") + (arrays.count > 8 ? ", ..." : "")
  }

  private func open(
    _ array: (name: String, member: ZipArchive.Member), _ path: String
  ) throws(FileError) -> ArrayFile {
    let name = "\(path)#\(array.name)"
    let archive = archive
    let start = try archive.prefix(ArrayFile.headerSize, of: array.member)
    return try ArrayFile(packed: name, start: start) { () throws(FileError) in
      try archive.contents(of: array.member, path: name)
    }
  }
}

extension ArrayFile {
  /// The elements as classes from 0, as the program itself writes them.
  func classes(count: Int) throws(FileError) -> [Int] { try labels(count: count).values }

  /// The elements as the labels of so many images: whole numbers of any type, truth values, strings,
  /// or a row for each image with a single 1.
  ///
  /// - Throws: `FileError` when they are not, with a command that makes them so.
  func labels(count: Int) throws(FileError) -> SourceLabels {
    let axes = shape
    guard axes.count == 1 || axes.count == 2 else {
      throw FileError(path, "has shape \(axes); labels have shape [N]")
    }
    guard axes[0] == count else {
      throw FileError(path, "expected \(count) labels, one for each image; the file has \(axes[0])")
    }
    let columns = axes.count == 2 ? axes[1] : 1
    switch try elements() {
    case .strings(let strings):
      guard columns == 1 else { throw FileError(path, "has shape \(axes); labels have shape [N]") }
      return SourceLabels(words: strings)
    case .integers(let values):
      if columns == 1 { return SourceLabels(values) }
      return SourceLabels(try hot(values.map { Double($0) }, columns))
    case .floats(let values):
      if columns > 1 { return SourceLabels(try hot(values.map { Double($0) }, columns)) }
      let whole = values.map { Int(exactly: $0) }
      if let index = whole.firstIndex(of: nil) {
        throw FileError(
          path,
          "holds \(values[index]) for image \(index), which is no whole number: labels are classes, "
            + "not measurements")
      }
      return SourceLabels(whole.compactMap { $0 })
    }
  }

  /// The place of the 1 in each row of zeros.
  private func hot(_ values: [Double], _ columns: Int) throws(FileError) -> [Int] {
    var labels: [Int] = []
    for start in stride(from: 0, to: values.count, by: columns) {
      let row = values[start..<start + columns]
      guard row.allSatisfy({ $0 == 0 || $0 == 1 }), row.count(where: { $0 == 1 }) == 1,
        let place = row.firstIndex(of: 1)
      else {
        throw FileError(
          path,
          "has shape \(shape); labels have shape [N], or one 1 and else 0 in each row, which row "
            + "\(labels.count) has not; of scores, take the largest: "
            + Advice.array(path, "x.argmax(1)")
            + (columns == 8
              ? "; of QMNIST's labels, take the first column: " + Advice.array(path, "x[:, 0]")
              : ""))
      }
      labels.append(place - start)
    }
    return labels
  }
}
