import CZlib

extension PNG {
  /// Writes an image as a PNG file, the same bytes for the same image.
  ///
  /// An image of at most 256 colours gets a palette (or gray samples) of 1, 2, 4 or 8 bits. The rows
  /// of other images are filtered where that makes them smaller.
  ///
  /// - Throws: `PNGError.unwritable` when the image has no pixels or a side over 2^31 - 1.
  public static func encode(_ image: Bitmap) throws -> [UInt8] {
    guard (1...0x7FFF_FFFF).contains(image.width), (1...0x7FFF_FFFF).contains(image.height) else {
      throw PNGError.unwritable(width: image.width, height: image.height)
    }
    let packed = PackedRows(image)
    let data = compress(mostCompressible(packed.candidates), .thorough)

    var header = bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
    header += [UInt8(packed.bitDepth), packed.colorType, 0, 0, 0]
    var file = signature + chunk("IHDR", header)
    if !packed.palette.isEmpty { file += chunk("PLTE", packed.palette) }
    return file + chunk("IDAT", data) + chunk("IEND", [])
  }

  static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    let checksum = crc32(0, body, UInt32(body.count))
    return bigEndian(UInt32(content.count)) + body + bigEndian(UInt32(checksum))
  }

  static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// How hard zlib searches for repetitions.
  private enum Effort {
    /// Just enough to compare two forms of the same rows.
    case quick
    /// Less than zlib's level 9, which takes four times as long to make figures 4 % smaller: runs of
    /// white and enlarged pixels make long chains of repetitions that are all as good.
    case thorough
  }

  private static func mostCompressible(_ forms: [[UInt8]]) -> [UInt8] {
    guard forms.count > 1 else { return forms.first ?? [] }
    let sizes = forms.map { compress($0, .quick).count }
    return zip(forms, sizes).min { $0.1 < $1.1 }?.0 ?? []
  }

  private static func compress(_ rows: [UInt8], _ effort: Effort) -> [UInt8] {
    guard rows.count <= Int(UInt32.max) else { return stored(rows) }
    var stream = z_stream()
    let level = effort == .quick ? Z_BEST_SPEED : Z_BEST_COMPRESSION
    let size = Int32(MemoryLayout<z_stream>.size)
    // With valid settings this can only run out of memory.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
    else { return stored(rows) }
    defer { deflateEnd(&stream) }
    if effort == .thorough { deflateTune(&stream, 8, 258, 258, 512) }
    var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(rows.count))))
    let room = result.count
    let status = rows.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        // zlib reads from `next_in` and never writes there.
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(clamping: target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END else { return stored(rows) }
    result.removeLast(room - Int(stream.total_out))
    return result
  }

  /// A zlib stream that stores its content as it is.
  static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: 65535) {
      let block = content[start..<min(start + 65535, content.count)]
      let length = UInt16(block.count)
      stream.append(start + 65535 >= content.count ? 1 : 0)
      for number in [length, ~length] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += block
    }
    return stream + bigEndian(UInt32(adler32(1, content, UInt32(content.count))))
  }
}

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

/// PNG's filters, which replace samples by their differences from a guess (PNG specification,
/// section 9), row by row.
struct RowFilter {
  private let bytesPerPixel: Int
  private var above: [UInt8]
  private var attempt: [UInt8]
  private var best: [UInt8]

  /// Begins an image.
  init(rowLength: Int, bytesPerPixel: Int) {
    self.bytesPerPixel = bytesPerPixel
    above = [UInt8](repeating: 0, count: rowLength)
    attempt = above
    best = above
  }

  /// Adds the type of the filter that makes the next row smallest, and what it makes of it.
  mutating func append(_ slice: ArraySlice<UInt8>, to result: inout [UInt8]) {
    let row = Array(slice)
    if row == above {
      // Enlarged images repeat their rows: nothing differs from the one above.
      result.append(2)
      result += repeatElement(0, count: row.count)
      return
    }
    var bestType: UInt8 = 0
    best = row
    var least = Self.cost(of: row)
    for type in UInt8(1)...4 {
      filter(row, type: type)
      let cost = Self.cost(of: attempt)
      guard cost < least else { continue }
      (bestType, least) = (type, cost)
      swap(&best, &attempt)
    }
    result.append(bestType)
    result += best
    above = row
  }

  private mutating func filter(_ row: [UInt8], type: UInt8) {
    let first = min(bytesPerPixel, row.count)
    for column in 0..<first {
      attempt[column] = row[column] &- Self.guess(0, above[column], 0, type: type)
    }
    switch type {
    case 1:
      for column in first..<row.count {
        attempt[column] = row[column] &- row[column - bytesPerPixel]
      }
    case 2:
      for column in first..<row.count { attempt[column] = row[column] &- above[column] }
    case 3:
      for column in first..<row.count {
        let sum = Int(row[column - bytesPerPixel]) + Int(above[column])
        attempt[column] = row[column] &- UInt8(truncatingIfNeeded: sum / 2)
      }
    default:
      for column in first..<row.count {
        let guess = Self.paeth(
          row[column - bytesPerPixel], above[column], above[column - bytesPerPixel])
        attempt[column] = row[column] &- guess
      }
    }
  }

  private static func guess(_ left: UInt8, _ up: UInt8, _ corner: UInt8, type: UInt8) -> UInt8 {
    switch type {
    case 1: left
    case 2: up
    case 3: UInt8((Int(left) + Int(up)) / 2)
    default: paeth(left, up, corner)
    }
  }

  private static func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let estimate = Int(left) + Int(up) - Int(corner)
    let toLeft = abs(estimate - Int(left))
    let toUp = abs(estimate - Int(up))
    let toCorner = abs(estimate - Int(corner))
    if toLeft <= toUp && toLeft <= toCorner { return left }
    return toUp <= toCorner ? up : corner
  }

  private static func cost(of bytes: [UInt8]) -> Int {
    var sum = 0
    for byte in bytes { sum += Int(Int8(bitPattern: byte).magnitude) }
    return sum
  }
}
