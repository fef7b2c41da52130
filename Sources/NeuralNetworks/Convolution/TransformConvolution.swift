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

  init(_ geometry: ConvolutionGeometry, _ kind: ConvolutionTransform, _ plan: inout Plan) {
    sizes = TransformSizes(geometry, kind, batch: plan.batch)
    kernelPoints = plan.reserve(sizes.kernelCount)
    imagePoints = plan.reserve(sizes.imageCount)
    gridPoints = plan.reserve(sizes.gridCount)
  }

  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>
  ) {
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    sizes.transformKernel(weights, to: kernelPoints)
    for block in sizes.blocks(of: pass.count) {
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
    for block in sizes.blocks(of: pass.count) {
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
    let kernelPoints = pass.memory[kernelPoints]
    let imagePoints = pass.memory[imagePoints]
    let gridPoints = pass.memory[gridPoints]
    for block in sizes.blocks(of: pass.count) {
      sizes.transformImages(block, image, to: imagePoints)
      sizes.transformGrids(block, grid, to: gridPoints)
      sizes.forEachPoint { point in
        point.correlate(
          block.rows, imagePoints, gridPoints, into: kernelPoints, isFirst: block.isFirst)
      }
    }
    sizes.kernelFromPoints(kernelPoints, to: gradient)
  }
}
