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
  /// Each part of a batch has its own packed numbers, so that threads can share the parts.
  private let images: [Region]
  private let grids: [Region]
  private let totals: Region?
  private let turnedWeights: Region

  private static var mostParts: Int { 4 }

  init(_ geometry: ConvolutionGeometry, _ plan: inout Plan) {
    self.geometry = geometry
    let lanes = Int(kernels.lanes)
    forward = LaneSums(imageToGrid: geometry, lanes: lanes)
    phases = LaneSums.phases(gridToImage: geometry, lanes: lanes)
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

  /// Calls `body` with a part and the images of each of its blocks.
  private func forEachBlock(
    _ pass: Pass<T>, _ body: @Sendable (_ part: Int, _ images: Range<Int>, _ isFirst: Bool) -> Void
  ) {
    let lanes = Int(kernels.lanes)
    let blocks = (pass.count + lanes - 1) / lanes
    let parts = parts(of: pass.count)
    Parallel.forEach(blocks: parts) { part in
      let first = part * blocks / parts
      for block in first..<(part + 1) * blocks / parts {
        body(part, block * lanes..<min(pass.count, (block + 1) * lanes), block == first)
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
    forEachBlock(pass) { part, range, _ in
      let packedImage = pass.memory[images[part]]
      let packedGrid = pass.memory[grids[part]]
      pack(forward.packing, range, image, to: packedImage)
      forward.withSums {
        kernels.multiply($0, weights.base, bias?.base, packedImage.base, packedGrid.base)
      }
      unpack(.grid(geometry), range, packedGrid, to: grid)
    }
  }

  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>
  ) {
    let turned = pass.memory[turnedWeights]
    turn(weights, to: turned)
    forEachBlock(pass) { part, range, _ in
      let packedImage = pass.memory[images[part]]
      let packedGrid = pass.memory[grids[part]]
      pack(phases[0].packing, range, grid, to: packedGrid)
      var start = turned
      for phase in phases {
        phase.withSums {
          kernels.multiply(
            $0, start.base, bias?.base, packedGrid.base, packedImage.base + phase.outputOffset)
        }
        start = start + phase.taps.count * geometry.imageChannels * geometry.gridChannels
      }
      unpack(.image(geometry), range, packedImage, to: image)
    }
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
    guard let totals else { return }
    let weights = geometry.taps * geometry.gridChannels
    let size = weights * Int(kernels.lanes)
    let all = pass.memory[totals]
    forEachBlock(pass) { part, range, isFirst in
      let packedImage = pass.memory[images[part]]
      let packedGrid = pass.memory[grids[part]]
      let sums = all + part * size
      pack(forward.packing, range, image, to: packedImage)
      pack(.grid(geometry), range, grid, to: packedGrid)
      if isFirst { T.kernels.fill(size, 0, sums.base) }
      forward.withSums { kernels.correlate($0, packedImage.base, packedGrid.base, sums.base) }
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
