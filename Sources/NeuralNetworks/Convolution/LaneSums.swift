import CKernels

/// The sums of one map, or of one phase of it, over packed images: which numbers each place adds up.
struct LaneSums: @unchecked Sendable {
  /// The frame of zeros around what is read.
  let packing: ck_packing
  /// The taps of the kernel, row by row, that the terms are made of.
  let taps: [Int]
  /// Where the first place lies on the side that is written.
  let outputOffset: Int
  private var sums: ck_lane_sums
  private let offsets: [Int]
  /// For each row, which terms lie inside what is read.
  private let rowTerms: [Int]

  /// The same sums with the written side in another packing, whose frame comes before it by
  /// `frameOffset` numbers.
  func writing(to other: ck_packing, lanes: Int) -> (sums: LaneSums, frameOffset: Int) {
    var result = self
    let line = other.packed_width * lanes
    result.sums.output_row = other.channels * line
    result.sums.output_channel = line
    return (result, other.top * other.channels * line + other.left * lanes)
  }

  /// Calls `body` with the sums as the kernels take them.
  func withSums(_ body: (UnsafePointer<ck_lane_sums>) -> Void) {
    offsets.withUnsafeBufferPointer { offsets in
      rowTerms.withUnsafeBufferPointer { rowTerms in
        var sums = sums
        sums.offsets = offsets.baseAddress
        sums.row_terms = rowTerms.baseAddress
        withUnsafePointer(to: sums) { body($0) }
      }
    }
  }

  /// The terms of each row, where those of one row of the kernel are side by side and `line` tells
  /// which line a row reads for each of them.
  private static func rowTerms(
    rows: Int, kernelRows: Int, termsPerKernelRow: Int, lines: Int, _ line: (Int, Int) -> Int
  ) -> [Int] {
    (0..<rows).flatMap { row in
      let inside = (0..<kernelRows).filter { (0..<lines).contains(line(row, $0)) }
      guard let first = inside.first, let last = inside.last else { return [0, 0] }
      return [first * termsPerKernelRow, (last + 1) * termsPerKernelRow]
    }
  }

  /// Each place of the grid adds up what lies under the kernel.
  init(imageToGrid g: ConvolutionGeometry, lanes: Int) {
    let height = max(
      g.padding.height + g.imageHeight, (g.gridHeight - 1) * g.stride.height + g.kernel.height)
    let width = max(
      g.padding.width + g.imageWidth, (g.gridWidth - 1) * g.stride.width + g.kernel.width)
    packing = ck_packing(
      height: g.imageHeight, width: g.imageWidth, channels: g.imageChannels,
      top: g.padding.height, left: g.padding.width, packed_height: height, packed_width: width)
    taps = Array(0..<g.kernel.height * g.kernel.width)
    outputOffset = 0
    offsets = taps.flatMap { tap in
      let (y, x) = (tap / g.kernel.width, tap % g.kernel.width)
      return (0..<g.imageChannels).map { ((y * g.imageChannels + $0) * width + x) * lanes }
    }
    rowTerms = Self.rowTerms(
      rows: g.gridHeight, kernelRows: g.kernel.height,
      termsPerKernelRow: g.kernel.width * g.imageChannels, lines: g.imageHeight
    ) { row, tap in row * g.stride.height + tap - g.padding.height }
    sums = ck_lane_sums(
      rows: g.gridHeight, positions: g.gridWidth, outputs: g.gridChannels, terms: offsets.count,
      offsets: nil, row_terms: nil, row: g.stride.height * g.imageChannels * width * lanes,
      position: g.stride.width * lanes, output_row: g.gridChannels * g.gridWidth * lanes,
      output_position: lanes, output_channel: g.gridWidth * lanes)
  }

  /// Each pixel of the image adds up the positions whose kernel covers it: one phase for each
  /// remainder of row and column by the stride, which have their taps in common.
  static func phases(gridToImage g: ConvolutionGeometry, lanes: Int) -> [LaneSums] {
    let vertical = (0..<g.stride.height).map {
      Axis($0, g.imageHeight, g.gridHeight, g.kernel.height, g.stride.height, g.padding.height)
    }
    let horizontal = (0..<g.stride.width).map {
      Axis($0, g.imageWidth, g.gridWidth, g.kernel.width, g.stride.width, g.padding.width)
    }
    let top = vertical.reduce(0) { max($0, $1.before) }
    let left = horizontal.reduce(0) { max($0, $1.before) }
    let packing = ck_packing(
      height: g.gridHeight, width: g.gridWidth, channels: g.gridChannels, top: top, left: left,
      packed_height: top + g.gridHeight + vertical.reduce(0) { max($0, $1.after) },
      packed_width: left + g.gridWidth + horizontal.reduce(0) { max($0, $1.after) })
    return vertical.flatMap { rows in
      horizontal.map { LaneSums(gridToImage: g, packing, rows, $0, lanes) }
    }
  }

  private init(
    gridToImage g: ConvolutionGeometry, _ packing: ck_packing, _ rows: Axis, _ columns: Axis,
    _ lanes: Int
  ) {
    let width = packing.packed_width
    self.packing = packing
    outputOffset = (rows.phase * g.imageChannels * g.imageWidth + columns.phase) * lanes
    taps = rows.taps.flatMap { y in
      columns.taps.map { y.index * g.kernel.width + $0.index }
    }
    offsets = rows.taps.flatMap { y in
      columns.taps.flatMap { x in
        (0..<g.gridChannels).map { channel in
          let row = (packing.top + y.shift) * g.gridChannels + channel
          return (row * width + packing.left + x.shift) * lanes
        }
      }
    }
    rowTerms = Self.rowTerms(
      rows: rows.places, kernelRows: rows.taps.count,
      termsPerKernelRow: columns.taps.count * g.gridChannels, lines: g.gridHeight
    ) { row, tap in row + rows.taps[tap].shift }
    sums = ck_lane_sums(
      rows: rows.places, positions: columns.places, outputs: g.imageChannels,
      terms: offsets.count, offsets: nil, row_terms: nil, row: g.gridChannels * width * lanes,
      position: lanes,
      output_row: g.stride.height * g.imageChannels * g.imageWidth * lanes,
      output_position: g.stride.width * lanes, output_channel: g.imageWidth * lanes)
  }

  /// The pixels of one phase along one axis: pixel `phase + i stride` adds up, for every tap, grid
  /// position `i + shift`.
  private struct Axis {
    let phase: Int
    /// The pixels.
    let places: Int
    let taps: [(index: Int, shift: Int)]
    /// The zeros that are read before the grid, and after it.
    let before: Int
    let after: Int

    init(
      _ phase: Int, _ image: Int, _ grid: Int, _ kernel: Int, _ stride: Int, _ padding: Int
    ) {
      self.phase = phase
      let places = image > phase ? (image - phase + stride - 1) / stride : 0
      let taps = (0..<kernel).filter { (phase + padding - $0) % stride == 0 }.map {
        (index: $0, shift: (phase + padding - $0) / stride)
      }
      self.places = places
      self.taps = taps
      before = taps.reduce(0) { max($0, -$1.shift) }
      after = taps.reduce(0) { max($0, $1.shift + places - grid) }
    }
  }
}
