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

  init(_ geometry: ConvolutionGeometry, _ kind: ConvolutionTransform, _ plan: inout Plan) {
    sizes = TransformSizes(geometry, kind, batch: plan.batch)
    kernelPoints = plan.reserve(sizes.kernelCount)
    imagePoints = plan.reserve(sizes.imageCount)
    gridPoints = plan.reserve(sizes.gridCount)
    gradientPoints = plan.reserve(plan.isTraining ? sizes.kernelCount : 0)
  }

  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>
  ) {
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    sizes.transformKernel(weights, to: kernelPoints)
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      sizes.transformImages(block, image, to: imagePoints)
      sizes.forEachPoint { point in
        point.multiplyByKernel(block.rows, imagePoints, kernelPoints, into: gridPoints)
      }
      sizes.gridsFromPoints(block, gridPoints, bias, to: grid)
    }
  }

  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>
  ) {
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    sizes.transformKernel(weights, to: kernelPoints)
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      sizes.transformGrids(block, grid, to: gridPoints)
      sizes.forEachPoint { point in
        point.multiplyByAdjoint(block.rows, gridPoints, kernelPoints, into: imagePoints)
      }
      sizes.imagesFromPoints(block, imagePoints, bias, to: image)
    }
  }

  func weightGradient(
    image: Numbers<T>, grid: Numbers<T>, gradient: Numbers<T>, _ pass: Pass<T>
  ) {
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      sizes.transformImages(block, image, to: imagePoints)
      sizes.transformGrids(block, grid, to: gridPoints)
      correlate(block, pass)
    }
    sizes.kernelFromPoints(pass.memory[gradientPoints], to: gradient)
  }

  /// Adds a block's part to the points of the kernel's gradient.
  private func correlate(_ block: TransformSizes<T>.Block, _ pass: Pass<T>) {
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    let gradientPoints = pass.memory[gradientPoints]
    sizes.forEachPoint { point in
      point.correlate(
        block.rows, imagePoints, gridPoints, into: gradientPoints, isFirst: block.isFirst)
    }
  }

  /// The kernel's points are still those of the way forward, and the image's too where one block
  /// holds the batch.
  func imageToGridBackward(
    image: Numbers<T>, weights: Numbers<T>, gridGradient: Numbers<T>, weightGradient: Numbers<T>,
    imageGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      if block.images.count < pass.count { sizes.transformImages(block, image, to: imagePoints) }
      sizes.transformGrids(block, gridGradient, to: gridPoints)
      correlate(block, pass)
      guard let imageGradient else { continue }
      sizes.forEachPoint { point in
        point.multiplyByAdjoint(block.rows, gridPoints, kernelPoints, into: imagePoints)
      }
      sizes.imagesFromPoints(block, imagePoints, nil, to: imageGradient)
    }
    sizes.kernelFromPoints(pass.memory[gradientPoints], to: weightGradient)
  }

  /// Likewise, with the parts of image and grid exchanged.
  func gridToImageBackward(
    grid: Numbers<T>, weights: Numbers<T>, imageGradient: Numbers<T>, weightGradient: Numbers<T>,
    gridGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    for index in 0..<sizes.blocks(of: pass.count) {
      let block = sizes.block(index, of: pass.count)
      if block.images.count < pass.count { sizes.transformGrids(block, grid, to: gridPoints) }
      sizes.transformImages(block, imageGradient, to: imagePoints)
      correlate(block, pass)
      guard let gridGradient else { continue }
      sizes.forEachPoint { point in
        point.multiplyByKernel(block.rows, imagePoints, kernelPoints, into: gridPoints)
      }
      sizes.gridsFromPoints(block, gridPoints, nil, to: gridGradient)
    }
    sizes.kernelFromPoints(pass.memory[gradientPoints], to: weightGradient)
  }
}
