import CKernels
import Numerics

/// How a geometry is cut for a transform, and the transforms of blocks of images.
struct TransformSizes<T: Scalar>: @unchecked Sendable {
  private let transform: UnsafePointer<ck_transform>
  private let tiling: ck_tiling
  private let kernel: ck_kernel_block
  private let tilesPerImage: Int
  private let imagesPerBlock: Int
  let geometry: ConvolutionGeometry

  /// So many rows make products that run at full speed on numbers that stay in the cache: fewer
  /// where there are many points.
  private static func rowsPerBlock(_ points: Int) -> Int { points > 36 ? 64 : 256 }
  /// Fourier transforms take images, and channels of kernels, in pairs.
  private var imagesPerTask: Int { isComplex ? 2 : 1 }
  private static var channelsPerTask: Int { 16 }

  init(_ geometry: ConvolutionGeometry, _ kind: ConvolutionTransform, batch: Int) {
    self.geometry = geometry
    transform = ck_transform_for(
      MemoryLayout<T>.size == 4 ? CK_FLOAT : CK_DOUBLE, kind.kind)
    let tile = Int(transform.pointee.tile)
    let tileRows = tile == 0 ? 1 : (geometry.gridHeight + tile - 1) / tile
    let tileColumns = tile == 0 ? 1 : (geometry.gridWidth + tile - 1) / tile
    tiling = ck_tiling(
      sizes: ck_convolution(geometry), grid_channels: geometry.gridChannels,
      tile_rows: tileRows, tile_columns: tileColumns)
    tilesPerImage = tileRows * tileColumns
    let points = Int(transform.pointee.real_points + transform.pointee.complex_points)
    imagesPerBlock = min(batch, max(2, Self.rowsPerBlock(points) / tilesPerImage))
    let partSize = geometry.imageChannels * geometry.gridChannels
    let phases = Int(transform.pointee.phase * transform.pointee.phase)
    let parts = transform.pointee.complex_points > 0 ? 3 : phases
    kernel = ck_kernel_block(
      height: geometry.kernel.height, width: geometry.kernel.width,
      rows: geometry.imageChannels, columns: geometry.gridChannels, tap_stride: partSize,
      point_stride: parts * partSize + Self.gap, part_stride: partSize)
  }

  /// Points are kept off powers of two apart, which would share the lines of a cache.
  private static var gap: Int { 16 }

  private var isComplex: Bool { transform.pointee.complex_points > 0 }
  private var points: Int {
    Int(transform.pointee.real_points + transform.pointee.complex_points)
  }
  private var phases: Int { Int(transform.pointee.phase * transform.pointee.phase) }
  private var imageWidth: Int { geometry.imageChannels * (isComplex ? 2 : phases) }
  private var gridWidth: Int { geometry.gridChannels * (isComplex ? 2 : 1) }
  private var imageStride: Int { imagesPerBlock * tilesPerImage * imageWidth + Self.gap }
  private var gridStride: Int { imagesPerBlock * tilesPerImage * gridWidth + Self.gap }

  /// The numbers of all points of a block.
  var imageCount: Int { points * imageStride }
  var gridCount: Int { points * gridStride }
  var kernelCount: Int { points * kernel.point_stride }

  /// Some images of a batch.
  struct Block {
    let images: Range<Int>
    /// The rows of each point.
    let rows: Int
    var isFirst: Bool { images.lowerBound == 0 }
  }

  /// The blocks that a batch is cut into.
  func blocks(of count: Int) -> Int { (count + imagesPerBlock - 1) / imagesPerBlock }

  /// One of them.
  func block(_ index: Int, of count: Int) -> Block {
    let first = index * imagesPerBlock
    let images = first..<min(count, first + imagesPerBlock)
    return Block(images: images, rows: images.count * tilesPerImage)
  }

  /// Calls `body` with the images of each task, and the row of the points where they begin.
  private func forEachTask(
    _ block: Block, _ body: @Sendable (_ first: Int, _ count: Int, _ row: Int) -> Void
  ) {
    let step = imagesPerTask
    Parallel.forEach(blocks: (block.images.count + step - 1) / step) { task in
      let first = task * step
      body(
        block.images.lowerBound + first, min(step, block.images.count - first),
        first * tilesPerImage)
    }
  }

  func transformImages(_ block: Block, _ image: Numbers<T>, to points: Numbers<T>) {
    forEachTask(block) { first, count, row in
      withUnsafePointer(to: tiling) {
        transform.pointee.image_to_points(
          $0, count, image.base + first * geometry.image.count, points.base + row * imageWidth,
          imageStride)
      }
    }
  }

  func transformGrids(_ block: Block, _ grid: Numbers<T>, to points: Numbers<T>) {
    forEachTask(block) { first, count, row in
      withUnsafePointer(to: tiling) {
        transform.pointee.grid_to_points(
          $0, count, grid.base + first * geometry.grid.count, points.base + row * gridWidth,
          gridStride)
      }
    }
  }

  func imagesFromPoints(
    _ block: Block, _ points: Numbers<T>, _ bias: Numbers<T>?, to image: Numbers<T>
  ) {
    forEachTask(block) { first, count, row in
      withUnsafePointer(to: tiling) {
        transform.pointee.points_to_image(
          $0, count, points.base + row * imageWidth, imageStride, bias?.base,
          image.base + first * geometry.image.count)
      }
    }
  }

  func gridsFromPoints(
    _ block: Block, _ points: Numbers<T>, _ bias: Numbers<T>?, to grid: Numbers<T>
  ) {
    forEachTask(block) { first, count, row in
      withUnsafePointer(to: tiling) {
        transform.pointee.points_to_grid(
          $0, count, points.base + row * gridWidth, gridStride, bias?.base,
          grid.base + first * geometry.grid.count)
      }
    }
  }

  /// Calls `body` with each part of the kernel and where it begins.
  private func forEachPart(_ body: @Sendable (_ part: ck_kernel_block, _ offset: Int) -> Void) {
    let step = Self.channelsPerTask
    Parallel.forEach(blocks: (geometry.imageChannels + step - 1) / step) { task in
      var part = kernel
      part.rows = min(step, geometry.imageChannels - task * step)
      body(part, task * step * geometry.gridChannels)
    }
  }

  func transformKernel(_ weights: Numbers<T>, to points: Numbers<T>) {
    forEachPart { part, offset in
      withUnsafePointer(to: part) {
        transform.pointee.kernel_to_points($0, weights.base + offset, points.base + offset)
      }
    }
  }

  func kernelFromPoints(_ points: Numbers<T>, to weights: Numbers<T>) {
    forEachPart { part, offset in
      withUnsafePointer(to: part) {
        transform.pointee.points_to_kernel($0, points.base + offset, weights.base + offset)
      }
    }
  }

  /// Calls `body` for each point.
  func forEachPoint(_ body: @Sendable (TransformPoint<T>) -> Void) {
    let real = Int(transform.pointee.real_points)
    let kernelWidth = geometry.imageChannels * (isComplex ? 1 : phases)
    Parallel.forEach(blocks: points) { index in
      body(
        TransformPoint(
          isComplex: index >= real, imageOffset: index * imageStride, imageWidth: imageWidth,
          imageChannels: kernelWidth, gridOffset: index * gridStride, gridWidth: gridWidth,
          gridChannels: geometry.gridChannels, kernelOffset: index * kernel.point_stride,
          realPart: isComplex ? kernel.part_stride : 0))
    }
  }
}

/// One point of the transforms of a block: a convolution of one pixel, between rows of channels.
///
/// At a complex point a row holds real parts, then imaginary parts, and the kernel's numbers W lie
/// as -Im, Re, Im above one another, so that two neighbours are the real matrix that the product
/// with W, or its conjugate, amounts to.
struct TransformPoint<T: Scalar>: Sendable {
  let isComplex: Bool
  let imageOffset: Int
  let imageWidth: Int
  let imageChannels: Int
  let gridOffset: Int
  let gridWidth: Int
  let gridChannels: Int
  let kernelOffset: Int
  /// Where the real part lies within the kernel's numbers.
  let realPart: Int

  private var height: Int { isComplex ? 2 * imageChannels : imageChannels }

  /// grid = image conj(W)
  func multiplyByKernel(
    _ rows: Int, _ image: Numbers<T>, _ kernel: Numbers<T>, into grid: Numbers<T>
  ) {
    let a = Product<T>.Operand.rows(image.base + imageOffset, of: imageWidth)
    let w = kernel.base + kernelOffset
    let target = grid.base + gridOffset
    Product<T>(
      rows, gridChannels, height, a, .rows(w + realPart, of: gridChannels), into: target,
      rowStride: gridWidth
    ).run()
    guard isComplex else { return }
    Product<T>(
      rows, gridChannels, height, a, .rows(w, of: gridChannels), into: target + gridChannels,
      rowStride: gridWidth
    ).run()
  }

  /// image = grid transpose(W)
  func multiplyByAdjoint(
    _ rows: Int, _ grid: Numbers<T>, _ kernel: Numbers<T>, into image: Numbers<T>
  ) {
    let a = grid.base + gridOffset
    let w = kernel.base + kernelOffset
    let target = image.base + imageOffset
    Product<T>(
      rows, height, gridChannels, .rows(a, of: gridWidth),
      .transposed(w + realPart, of: gridChannels), into: target, rowStride: imageWidth
    ).run()
    guard isComplex else { return }
    Product<T>(
      rows, height, gridChannels, .rows(a + gridChannels, of: gridWidth),
      .transposed(w, of: gridChannels), into: target, rowStride: imageWidth, from: .current
    ).run()
  }

  /// kernel = transpose(image) grid, on top of what is there unless this is the first block.
  func correlate(
    _ rows: Int, _ image: Numbers<T>, _ grid: Numbers<T>, into kernel: Numbers<T>, isFirst: Bool
  ) {
    let a = image.base + imageOffset
    let b = grid.base + gridOffset
    let w = kernel.base + kernelOffset
    Product<T>(
      height, gridChannels, rows, .transposed(a, of: imageWidth), .rows(b, of: gridWidth),
      into: w + realPart, from: isFirst ? .zero : .current
    ).run()
    guard isComplex else { return }
    let imaginary = Product<T>.Operand.rows(b + gridChannels, of: gridWidth)
    Product<T>(
      imageChannels, gridChannels, rows, .transposed(a, of: imageWidth), imaginary, into: w,
      from: isFirst ? .zero : .current
    ).run()
    Product<T>(
      imageChannels, gridChannels, rows, .transposed(a + imageChannels, of: imageWidth),
      imaginary, into: w + realPart, from: .current
    ).run()
  }
}
