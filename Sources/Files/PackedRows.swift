/// The rows of an image in the smallest PNG sample format that holds them exactly.
struct PackedRows {
  /// The bits of one sample: 1, 2, 4 or 8.
  let bitDepth: Int
  /// PNG's colour type: 0 gray, 2 true colour, 3 palette.
  let colorType: UInt8
  /// Red, green, blue of each palette entry; empty unless the colour type is 3.
  let palette: [UInt8]
  /// The rows, one after the other.
  private let samples: [UInt8]
  private let rowLength: Int
  private let bytesPerPixel: Int

  /// Chooses the format and packs the rows.
  init(_ image: Bitmap) {
    // A gray image never gets a palette: it would be read back as a colour image.
    let indexed = image.channels == 3 ? IndexedPixels(image, limit: 256) : nil
    if let indexed, !indexed.colors.allSatisfy(\.isGray) || indexed.colors.count <= 16 {
      let depth = [1, 2, 4].first { indexed.colors.count <= 1 << $0 } ?? 8
      bitDepth = depth
      colorType = 3
      palette = indexed.colors.flatMap { [$0.red, $0.green, $0.blue] }
      bytesPerPixel = 1
      rowLength = (image.width * depth + 7) / 8
      samples = indexed.packed(width: image.width, bitDepth: depth)
    } else {
      let isGray = indexed != nil || image.channels == 1
      bitDepth = 8
      colorType = isGray ? 0 : 2
      palette = []
      bytesPerPixel = isGray ? 1 : 3
      rowLength = image.width * bytesPerPixel
      samples =
        isGray && image.channels == 3
        ? stride(from: 0, to: image.bytes.count, by: 3).map { image.bytes[$0] } : image.bytes
    }
  }

  /// The forms worth compressing. Filters guess a sample from its neighbours: indices of a palette
  /// are not near each other in any such sense.
  var candidates: [[UInt8]] { colorType == 3 ? [unfiltered] : [unfiltered, filtered] }

  /// The rows, each behind its filter type 0.
  private var unfiltered: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(samples.count + samples.count / max(1, rowLength))
    for start in stride(from: 0, to: samples.count, by: max(1, rowLength)) {
      result.append(0)
      result += samples[start..<start + rowLength]
    }
    return result
  }

  /// The rows, each behind the filter type whose result has the smallest sum of absolute values
  /// (the heuristic of the PNG specification, section 12.8).
  private var filtered: [UInt8] {
    var filter = RowFilter(rowLength: rowLength, bytesPerPixel: bytesPerPixel)
    var result: [UInt8] = []
    result.reserveCapacity(samples.count + samples.count / max(1, rowLength))
    for start in stride(from: 0, to: samples.count, by: max(1, rowLength)) {
      filter.append(samples[start..<start + rowLength], to: &result)
    }
    return result
  }
}

/// The pixels of a colour image as numbers of its colours.
private struct IndexedPixels {
  struct RGB {
    let red, green, blue: UInt8
    var isGray: Bool { red == green && green == blue }

    init(_ color: UInt32) {
      red = UInt8(truncatingIfNeeded: color >> 16)
      green = UInt8(truncatingIfNeeded: color >> 8)
      blue = UInt8(truncatingIfNeeded: color)
    }
  }

  /// The colours in order of value.
  let colors: [RGB]
  /// Runs of equal pixels: the place of their colour and their number.
  private let runs: [(color: UInt8, count: Int)]

  /// Numbers the colours; nil when there are more than the limit, which is at most 256.
  init?(_ image: Bitmap, limit: Int) {
    var table = ColorTable()
    var runs: [(color: Int, count: Int)] = []
    var isWithin = true
    table.forEachRun(in: image) { number, count in
      runs.append((number, count))
      isWithin = number < limit
      return isWithin
    }
    guard isWithin else { return nil }
    let sorted = table.colors.indices.sorted { table.colors[$0] < table.colors[$1] }
    var place = [UInt8](repeating: 0, count: sorted.count)
    for (rank, number) in sorted.enumerated() { place[number] = UInt8(rank) }
    colors = sorted.map { RGB(table.colors[$0]) }
    self.runs = runs.map { (place[$0.color], $0.count) }
  }

  /// The numbers in rows of whole bytes, `8 / bitDepth` of them to a byte, the first one uppermost.
  func packed(width: Int, bitDepth: Int) -> [UInt8] {
    var indices: [UInt8] = []
    indices.reserveCapacity(runs.reduce(0) { $0 + $1.count })
    for run in runs { indices += repeatElement(run.color, count: run.count) }
    guard bitDepth < 8 else { return indices }
    let perByte = 8 / bitDepth
    let rowLength = (width + perByte - 1) / perByte
    let height = indices.count / max(1, width)
    var packed = [UInt8](repeating: 0, count: rowLength * height)
    for row in 0..<height {
      for column in 0..<width {
        let shift = UInt8(8 - bitDepth * (column % perByte + 1))
        packed[row * rowLength + column / perByte] |= indices[row * width + column] << shift
      }
    }
    return packed
  }
}
