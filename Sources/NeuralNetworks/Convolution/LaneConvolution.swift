import CKernels
import Numerics

/// Convolution of few channels with the images of a batch in the lanes of vectors, where any number
/// of channels fills them: blocks of 16 images are packed, worked on and unpacked in the cache.
struct LaneConvolution<T: Scalar>: ConvolutionAlgorithm, @unchecked Sendable {
  private let kernels = ck_lane_kernels_for(
    MemoryLayout<T>.size == 4 ? CK_FLOAT : CK_DOUBLE
  ).pointee
  private let geometry: ConvolutionGeometry
  private let forward: LaneSums
  private let phases: [LaneSums]
  /// The sums of the way forward for grids in the frame of the way back, and where these begin.
  private let framed: (sums: LaneSums, frameOffset: Int)
  /// Each part of a batch has its own packed numbers, so that threads can share the parts.
  private let images: [Region]
  private let grids: [Region]
  private let totals: Region?
  private let turnedWeights: Region

  private static var mostParts: Int { 4 }

  init(_ geometry: ConvolutionGeometry, _ plan: inout MemoryPlan) {
    self.geometry = geometry
    let lanes = Int(kernels.lanes)
    forward = LaneSums(imageToGrid: geometry, lanes: lanes)
    phases = LaneSums.phases(gridToImage: geometry, lanes: lanes)
    framed = forward.writing(to: phases[0].packing, lanes: lanes)
    let parts = min(Self.mostParts, (plan.batch + lanes - 1) / lanes)
    let image = max(forward.packing.packedCount, geometry.image.count) * lanes
    let grid = max(phases[0].packing.packedCount, geometry.grid.count) * lanes
    images = (0..<parts).map { _ in plan.reserve(image) }
    grids = (0..<parts).map { _ in plan.reserve(grid) }
    let weights = geometry.taps * geometry.gridChannels
    totals = plan.isTraining ? plan.reserve(parts * weights * lanes) : nil
    turnedWeights = plan.reserve(weights)
  }

  /// How many parts a batch is worked on in, a function of its size alone.
  private func parts(of count: Int) -> Int {
    let lanes = Int(kernels.lanes)
    return min(images.count, (count + lanes - 1) / lanes)
  }

  /// The images of one block, and their packed numbers.
  private struct Block: Sendable {
    let part: Int
    let range: Range<Int>
    /// Whether it is the first of its part.
    let isFirst: Bool
    let image: Numbers<T>
    let grid: Numbers<T>
  }

  private func blocks(of count: Int) -> Int {
    (count + Int(kernels.lanes) - 1) / Int(kernels.lanes)
  }

  private func forEachBlock(_ pass: Pass<T>, _ body: @Sendable (Block) -> Void) {
    let lanes = Int(kernels.lanes)
    let blocks = blocks(of: pass.count)
    let parts = parts(of: pass.count)
    Parallel.forEach(blocks: parts) { part in
      let first = part * blocks / parts
      for block in first..<(part + 1) * blocks / parts {
        body(
          Block(
            part: part, range: block * lanes..<min(pass.count, (block + 1) * lanes),
            isFirst: block == first, image: pass.memory[images[part]],
            grid: pass.memory[grids[part]]))
      }
    }
  }

  private func pack(
    _ packing: ck_packing, _ range: Range<Int>, _ images: Numbers<T>, to packed: Numbers<T>
  ) {
    withUnsafePointer(to: packing) {
      kernels.pack(
        $0, range.count, images.base + range.lowerBound * packing.imageCount, packed.base)
    }
  }

  private func unpack(
    _ packing: ck_packing, _ range: Range<Int>, _ packed: Numbers<T>, to images: Numbers<T>
  ) {
    withUnsafePointer(to: packing) {
      kernels.unpack(
        $0, range.count, packed.base, images.base + range.lowerBound * packing.imageCount)
    }
  }

  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>
  ) {
    forEachBlock(pass) { block in
      pack(forward.packing, block.range, image, to: block.image)
      packedImageToGrid(block, weights, bias, grid)
    }
  }

  private func packedImageToGrid(
    _ block: Block, _ weights: Numbers<T>, _ bias: Numbers<T>?, _ grid: Numbers<T>
  ) {
    forward.withSums {
      kernels.multiply($0, weights.base, bias?.base, block.image.base, block.grid.base)
    }
    unpack(.grid(geometry), block.range, block.grid, to: grid)
  }

  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>
  ) {
    let turned = pass.memory[turnedWeights]
    turn(weights, to: turned)
    forEachBlock(pass) { block in
      pack(phases[0].packing, block.range, grid, to: block.grid)
      packedGridToImage(block, turned, bias, image)
    }
  }

  private func packedGridToImage(
    _ block: Block, _ turned: Numbers<T>, _ bias: Numbers<T>?, _ image: Numbers<T>
  ) {
    var start = turned
    for phase in phases {
      phase.withSums {
        kernels.multiply(
          $0, start.base, bias?.base, block.grid.base, block.image.base + phase.outputOffset)
      }
      start = start + phase.taps.count * geometry.imageChannels * geometry.gridChannels
    }
    unpack(.image(geometry), block.range, block.image, to: image)
  }

  /// The weights of each phase in turn, `[taps, grid channels, image channels]`.
  private func turn(_ weights: Numbers<T>, to turned: Numbers<T>) {
    let size = geometry.imageChannels * geometry.gridChannels
    var index = 0
    for phase in phases {
      for tap in phase.taps {
        T.kernels.transpose(
          geometry.imageChannels, geometry.gridChannels, weights.base + tap * size,
          geometry.gridChannels, turned.base + index * size, geometry.imageChannels)
        index += 1
      }
    }
  }

  func weightGradient(
    image: Numbers<T>, grid: Numbers<T>, gradient: Numbers<T>, _ pass: Pass<T>
  ) {
    correlate(image, grid, gradient, pass) { _ in }
  }

  /// The image is still packed from the way forward where each part holds one block.
  func imageToGridBackward(
    image: Numbers<T>, weights: Numbers<T>, gridGradient: Numbers<T>, weightGradient: Numbers<T>,
    imageGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    let turned = pass.memory[turnedWeights]
    if imageGradient != nil { turn(weights, to: turned) }
    correlate(isStillPacked(pass) ? nil : image, gridGradient, weightGradient, pass) { block in
      guard let imageGradient else { return }
      packedGridToImage(block, turned, nil, imageGradient)
    }
  }

  /// Likewise, with the parts of image and grid exchanged.
  func gridToImageBackward(
    grid: Numbers<T>, weights: Numbers<T>, imageGradient: Numbers<T>, weightGradient: Numbers<T>,
    gridGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    correlate(imageGradient, isStillPacked(pass) ? nil : grid, weightGradient, pass) { block in
      guard let gridGradient else { return }
      packedImageToGrid(block, weights, nil, gridGradient)
    }
  }

  private func isStillPacked(_ pass: Pass<T>) -> Bool {
    blocks(of: pass.count) == parts(of: pass.count)
  }

  /// The derivative with respect to the weights, block by block, from images and grids of which those
  /// not named are packed already; `next` may use, and overwrite, what is packed.
  private func correlate(
    _ image: Numbers<T>?, _ grid: Numbers<T>?, _ gradient: Numbers<T>, _ pass: Pass<T>,
    next: @Sendable (Block) -> Void
  ) {
    guard let totals else { return }
    let weights = geometry.taps * geometry.gridChannels
    let size = weights * Int(kernels.lanes)
    let all = pass.memory[totals]
    forEachBlock(pass) { block in
      let sums = all + block.part * size
      if let image { pack(forward.packing, block.range, image, to: block.image) }
      if let grid { pack(phases[0].packing, block.range, grid, to: block.grid) }
      if block.isFirst { T.kernels.fill(size, 0, sums.base) }
      framed.sums.withSums {
        kernels.correlate($0, block.image.base, block.grid.base + framed.frameOffset, sums.base)
      }
      next(block)
    }
    kernels.add_lanes(weights, parts(of: pass.count), all.base, gradient.base)
  }
}

extension ck_packing {
  /// The images of a geometry, without a frame.
  fileprivate static func image(_ geometry: ConvolutionGeometry) -> ck_packing {
    ck_packing(
      height: geometry.imageHeight, width: geometry.imageWidth, channels: geometry.imageChannels,
      top: 0, left: 0, packed_height: geometry.imageHeight, packed_width: geometry.imageWidth)
  }

  /// The grids of a geometry, without a frame.
  fileprivate static func grid(_ geometry: ConvolutionGeometry) -> ck_packing {
    ck_packing(
      height: geometry.gridHeight, width: geometry.gridWidth, channels: geometry.gridChannels,
      top: 0, left: 0, packed_height: geometry.gridHeight, packed_width: geometry.gridWidth)
  }

  /// The numbers of an image.
  fileprivate var imageCount: Int { height * width * channels }
  /// The vectors of packed images.
  fileprivate var packedCount: Int { packed_height * packed_width * channels }
}
