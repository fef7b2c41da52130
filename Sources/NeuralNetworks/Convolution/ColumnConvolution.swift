import CKernels
import Numerics

/// Convolution by matrix products: what lies under each kernel position is copied into a row
/// (im2col), in blocks of positions whose rows stay in the cache.
struct ColumnConvolution<T: Scalar>: ConvolutionAlgorithm {
  private let geometry: ConvolutionGeometry
  private let sizes: SendableSizes
  /// Rows of the grid in a block: part of an image, or several whole images.
  private let rowsPerBlock: Int
  /// Each part of a batch has its own columns, so that threads can share the parts.
  private let columns: [Region]
  /// Each part's weight gradient but the first's, which goes to its place at once.
  private let partialGradients: [Region]
  private let transposedWeights: Region

  private struct SendableSizes: @unchecked Sendable {
    var value: ck_convolution
  }

  /// A block's columns fit in half of a megabyte, half of the smallest second-level cache in use.
  private static var columnBytes: Int { 1 << 19 }
  /// A batch is worked on in at most so many parts, whose sums are added in their order.
  private static var mostParts: Int { 4 }

  init(_ geometry: ConvolutionGeometry, _ plan: inout MemoryPlan) {
    self.geometry = geometry
    sizes = SendableSizes(value: ck_convolution(geometry))
    let rowSize = geometry.gridWidth * geometry.taps
    let fitting = max(1, Self.columnBytes / (rowSize * MemoryLayout<T>.stride))
    rowsPerBlock =
      fitting < geometry.gridHeight
      ? fitting
      : min(plan.batch, fitting / geometry.gridHeight) * geometry.gridHeight
    let parts = Self.parts(of: plan.batch, geometry)
    let blockSize = rowsPerBlock * rowSize
    columns = (0..<parts).map { _ in plan.reserve(blockSize) }
    let weights = geometry.taps * geometry.gridChannels
    partialGradients =
      plan.isTraining ? (1..<parts).map { _ in plan.reserve(weights) } : []
    transposedWeights = plan.reserve(weights)
  }

  /// How many parts a batch is worked on in: small work stays whole.
  private static func parts(of count: Int, _ geometry: ConvolutionGeometry) -> Int {
    count * geometry.multiplyAdds < 1 << 21 ? 1 : min(mostParts, count)
  }

  /// A block of grid rows within one part of the batch.
  private struct Block {
    /// The first image.
    let image: Int
    /// The images; 1 when the block is part of an image.
    let images: Int
    /// The first row of each image's grid, and the one behind the last.
    let firstRow: Int
    let endRow: Int
  }

  private func forEachBlock(
    _ pass: Pass<T>, _ body: @Sendable (_ part: Int, _ block: Block) -> Void
  ) {
    let parts = Self.parts(of: pass.count, geometry)
    Parallel.forEach(blocks: parts) { part in
      let first = part * pass.count / parts
      let end = (part + 1) * pass.count / parts
      let height = geometry.gridHeight
      if rowsPerBlock < height {
        for image in first..<end {
          for row in stride(from: 0, to: height, by: rowsPerBlock) {
            body(
              part,
              Block(
                image: image, images: 1, firstRow: row, endRow: min(height, row + rowsPerBlock)))
          }
        }
        return
      }
      let step = rowsPerBlock / height
      for image in stride(from: first, to: end, by: step) {
        body(
          part,
          Block(image: image, images: min(step, end - image), firstRow: 0, endRow: height))
      }
    }
  }

  private var imageSize: Int { geometry.image.count }

  /// Where the grid of a block begins, and how many positions it has.
  private func gridPart(_ block: Block) -> (offset: Int, positions: Int) {
    let start = block.image * geometry.gridHeight + block.firstRow
    let rows = block.images * (block.endRow - block.firstRow)
    return (
      start * geometry.gridWidth * geometry.gridChannels, rows * geometry.gridWidth
    )
  }

  private func gather(_ block: Block, _ image: Numbers<T>, _ columns: Numbers<T>) {
    let kernels = T.kernels
    let length = (block.endRow - block.firstRow) * geometry.gridWidth * geometry.taps
    withUnsafePointer(to: sizes.value) { sizes in
      for index in 0..<block.images {
        kernels.gather(
          sizes, block.firstRow, block.endRow, image.base + (block.image + index) * imageSize,
          columns.base + index * length)
      }
    }
  }

  private func scatter(_ block: Block, _ columns: Numbers<T>, _ image: Numbers<T>) {
    let kernels = T.kernels
    let length = (block.endRow - block.firstRow) * geometry.gridWidth * geometry.taps
    withUnsafePointer(to: sizes.value) { sizes in
      for index in 0..<block.images {
        kernels.scatter(
          sizes, block.firstRow, block.endRow, columns.base + index * length,
          image.base + (block.image + index) * imageSize)
      }
    }
  }

  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>
  ) {
    let start: Product<T>.Start = bias.map { .row($0.base) } ?? .zero
    let shared = SendableStart(value: start)
    forEachBlock(pass) { part, block in
      let columns = pass.memory[self.columns[part]]
      let (offset, positions) = gridPart(block)
      gather(block, image, columns)
      Product<T>(
        positions, geometry.gridChannels, geometry.taps, .rows(columns.base, of: geometry.taps),
        .rows(weights.base, of: geometry.gridChannels), into: grid.base + offset,
        from: shared.value
      ).run()
    }
  }

  private struct SendableStart: @unchecked Sendable {
    let value: Product<T>.Start
  }

  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>
  ) {
    let transposed = pass.memory[transposedWeights]
    T.kernels.transpose(
      geometry.taps, geometry.gridChannels, weights.base, geometry.gridChannels, transposed.base,
      geometry.taps)
    forEachBlock(pass) { part, block in
      if block.firstRow == 0 { begin(block, bias, image) }
      let columns = pass.memory[self.columns[part]]
      let (offset, positions) = gridPart(block)
      Product<T>(
        positions, geometry.taps, geometry.gridChannels,
        .rows(grid.base + offset, of: geometry.gridChannels),
        .rows(transposed.base, of: geometry.taps), into: columns.base
      ).run()
      scatter(block, columns, image)
    }
  }

  /// Fills the images of a block with the bias.
  private func begin(_ block: Block, _ bias: Numbers<T>?, _ image: Numbers<T>) {
    let first = image.base + block.image * imageSize
    guard let bias else {
      T.kernels.fill(block.images * imageSize, 0, first)
      return
    }
    T.kernels.fill_rows(
      block.images * geometry.image.positions, geometry.imageChannels, bias.base, first)
  }

  func weightGradient(
    image: Numbers<T>, grid: Numbers<T>, gradient: Numbers<T>, _ pass: Pass<T>
  ) {
    let parts = Self.parts(of: pass.count, geometry)
    forEachBlock(pass) { part, block in
      let columns = pass.memory[self.columns[part]]
      let (offset, positions) = gridPart(block)
      let target = part == 0 ? gradient : pass.memory[partialGradients[part - 1]]
      gather(block, image, columns)
      let isFirst = block.firstRow == 0 && block.image == part * pass.count / parts
      Product<T>(
        geometry.taps, geometry.gridChannels, positions,
        .transposed(columns.base, of: geometry.taps),
        .rows(grid.base + offset, of: geometry.gridChannels), into: target.base,
        from: isFirst ? .zero : .current
      ).run()
    }
    for part in 1..<max(1, parts) {
      let partial = pass.memory[partialGradients[part - 1]]
      T.kernels.add(geometry.taps * geometry.gridChannels, 1, partial.base, gradient.base)
    }
  }
}

extension ck_convolution {
  /// The sizes as the kernels take them.
  init(_ geometry: ConvolutionGeometry) {
    self.init(
      image_height: geometry.imageHeight, image_width: geometry.imageWidth,
      image_channels: geometry.imageChannels, grid_height: geometry.gridHeight,
      grid_width: geometry.gridWidth, kernel_height: geometry.kernel.height,
      kernel_width: geometry.kernel.width, stride_height: geometry.stride.height,
      stride_width: geometry.stride.width, padding_height: geometry.padding.height,
      padding_width: geometry.padding.width)
  }
}
