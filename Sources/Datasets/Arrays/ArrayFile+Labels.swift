import Files

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
