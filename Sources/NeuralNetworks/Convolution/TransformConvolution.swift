import CKernels
import Numerics

/// Convolution as products at points: image, grid and kernel are transformed, and at each point of
/// the transforms the convolution is one matrix product over channels.
///
/// The rows of these products are tiles, worked on in blocks of whole images whose size depends on
/// the geometry alone. Threads share the images of a block, then its points, so every sum has one
/// order.
struct TransformConvolution<T: Scalar>: ConvolutionAlgorithm {
  private let sizes: TransformSizes<T>
  private let kernelPoints: Region
  private let imagePoints: Region
  private let gridPoints: Region
  /// The gradient of the kernel's points: these are needed as well on the way back.
  private let gradientPoints: Region

  init(_ geometry: ConvolutionGeometry, _ kind: ConvolutionTransform, _ plan: inout MemoryPlan) {
    sizes = TransformSizes(geometry, kind, batch: plan.batch)
    kernelPoints = plan.reserve(sizes.kernelCount)
    imagePoints = plan.reserve(sizes.imageCount)
    gridPoints = plan.reserve(sizes.gridCount)
    gradientPoints = plan.reserve(plan.isTraining ? sizes.kernelCount : 0)
  }

  /// What a convolution maps from and to; its adjoint maps the other way.
  private enum Side {
    case image, grid

    var other: Side { self == .image ? .grid : .image }
  }

  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>
  ) {
    map(image, weights, bias, to: .grid, grid, pass)
  }

  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>
  ) {
    map(grid, weights, bias, to: .image, image, pass)
  }

  func weightGradient(
    image: Numbers<T>, grid: Numbers<T>, gradient: Numbers<T>, _ pass: Pass<T>
  ) {
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      transform(.image, block, image, pass)
      transform(.grid, block, grid, pass)
      correlate(block, pass)
    }
    sizes.kernelFromPoints(pass.memory[gradientPoints], to: gradient)
  }

  func imageToGridBackward(
    image: Numbers<T>, weights: Numbers<T>, gridGradient: Numbers<T>, weightGradient: Numbers<T>,
    imageGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    goBack(from: .grid, gridGradient, image, weightGradient, imageGradient, pass)
  }

  func gridToImageBackward(
    grid: Numbers<T>, weights: Numbers<T>, imageGradient: Numbers<T>, weightGradient: Numbers<T>,
    gridGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    goBack(from: .image, imageGradient, grid, weightGradient, gridGradient, pass)
  }

  private func map(
    _ input: Numbers<T>, _ weights: Numbers<T>, _ bias: Numbers<T>?, to side: Side,
    _ output: Numbers<T>, _ pass: Pass<T>
  ) {
    sizes.transformKernel(weights, to: pass.memory[kernelPoints])
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      transform(side.other, block, input, pass)
      multiply(to: side, block, pass)
      transformBack(side, block, bias, to: output, pass)
    }
  }

  /// The derivatives of a map whose output was on `side`. The kernel's points are still those of the
  /// way forward, and the input's too where one block holds the batch.
  private func goBack(
    from side: Side, _ outputGradient: Numbers<T>, _ input: Numbers<T>,
    _ weightGradient: Numbers<T>, _ inputGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      if block.images.count < pass.count { transform(side.other, block, input, pass) }
      transform(side, block, outputGradient, pass)
      correlate(block, pass)
      guard let inputGradient else { continue }
      multiply(to: side.other, block, pass)
      transformBack(side.other, block, nil, to: inputGradient, pass)
    }
    sizes.kernelFromPoints(pass.memory[gradientPoints], to: weightGradient)
  }

  private func transform(
    _ side: Side, _ block: TransformSizes<T>.Block, _ numbers: Numbers<T>, _ pass: Pass<T>
  ) {
    switch side {
    case .image: sizes.transformImages(block, numbers, to: pass.memory[imagePoints])
    case .grid: sizes.transformGrids(block, numbers, to: pass.memory[gridPoints])
    }
  }

  private func transformBack(
    _ side: Side, _ block: TransformSizes<T>.Block, _ bias: Numbers<T>?, to numbers: Numbers<T>,
    _ pass: Pass<T>
  ) {
    switch side {
    case .image: sizes.imagesFromPoints(block, pass.memory[imagePoints], bias, to: numbers)
    case .grid: sizes.gridsFromPoints(block, pass.memory[gridPoints], bias, to: numbers)
    }
  }

  /// The points of one side from those of the other.
  private func multiply(to side: Side, _ block: TransformSizes<T>.Block, _ pass: Pass<T>) {
    let kernel = pass.memory[kernelPoints]
    let image = pass.memory[imagePoints]
    let grid = pass.memory[gridPoints]
    sizes.forEachPoint { point in
      switch side {
      case .grid: point.multiplyByKernel(block.rows, image, kernel, into: grid)
      case .image: point.multiplyByAdjoint(block.rows, grid, kernel, into: image)
      }
    }
  }

  /// Adds a block's part to the points of the kernel's gradient.
  private func correlate(_ block: TransformSizes<T>.Block, _ pass: Pass<T>) {
    let image = pass.memory[imagePoints]
    let grid = pass.memory[gridPoints]
    let gradient = pass.memory[gradientPoints]
    sizes.forEachPoint { point in
      point.correlate(block.rows, image, grid, into: gradient, isFirst: block.isFirst)
    }
  }
}

/// The transforms in which a convolution is a product at each point.
enum ConvolutionTransform: Hashable, CaseIterable, Sendable {
  /// F(4 x 4, 3 x 3): 36 products for 16 positions of a 3 x 3 kernel in place of 144.
  case toomCook4x3
  /// F(4 x 4, 2 x 2) on each phase of a 4 x 4 kernel with stride 2: 25 products in place of 64.
  case toomCook4x2
  /// F(2 x 2, 2 x 2) likewise: 9 products for 4 positions in place of 16.
  case toomCook2x2
  /// Fourier transforms of 8 x 8, 16 x 16, 32 x 32: about 2 real products a pixel for any kernel.
  case fourier8
  case fourier16
  case fourier32

  var kind: ck_transform_kind {
    switch self {
    case .toomCook4x3: CK_TOOM_COOK_4_3
    case .toomCook4x2: CK_TOOM_COOK_4_2
    case .toomCook2x2: CK_TOOM_COOK_2_2
    case .fourier8: CK_FOURIER_8
    case .fourier16: CK_FOURIER_16
    case .fourier32: CK_FOURIER_32
    }
  }

  /// The transform that suits a geometry best, if one beats the plain way.
  init?(for geometry: ConvolutionGeometry) {
    guard geometry.kernel.height == geometry.kernel.width,
      geometry.stride.height == geometry.stride.width,
      geometry.padding.height == geometry.padding.width,
      let best = Self.fastest(for: geometry)
    else { return nil }
    self = best
  }

  private static func fastest(for geometry: ConvolutionGeometry) -> ConvolutionTransform? {
    let grid = (
      least: min(geometry.gridHeight, geometry.gridWidth),
      most: max(geometry.gridHeight, geometry.gridWidth)
    )
    let fewest = min(geometry.imageChannels, geometry.gridChannels)
    let most = max(geometry.imageChannels, geometry.gridChannels)
    let fillsVectors = geometry.imageChannels % 16 == 0 && geometry.gridChannels % 16 == 0
    switch (geometry.kernel.height, geometry.stride.height) {
    case (3, 1) where fillsVectors && fewest >= 16 && grid.least > 2: return .toomCook4x3
    case (4, 2) where fillsVectors && fewest >= 16 && grid.least > 2: return .toomCook4x2
    case (4, 2) where fillsVectors && fewest >= 16 && grid.least == 2: return .toomCook2x2
    case (5..., 1) where most >= 32: return fourier(geometry, side: grid.most)
    default: return nil
    }
  }

  /// The smallest Fourier transform that holds the image, where its products, about two a pixel, and
  /// its way there and back cost less than the kernel's.
  private static func fourier(
    _ geometry: ConvolutionGeometry, side grid: Int
  ) -> ConvolutionTransform? {
    let choices: [(side: Int, transform: ConvolutionTransform)] = [
      (8, .fourier8), (16, .fourier16), (32, .fourier32),
    ]
    let needed = grid + geometry.kernel.height - 1
    guard let choice = choices.first(where: { $0.side >= needed }) else { return nil }
    let direct = geometry.positions * geometry.kernel.height * geometry.kernel.width
    return direct >= 4 * choice.side * choice.side ? choice.transform : nil
  }
}
