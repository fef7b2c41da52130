import Numerics

/// A way to compute the three maps that a convolution and its transpose are made of.
///
/// Weights are `[kernel rows, kernel columns, image channels, grid channels]`. An algorithm is a
/// value with its scratch planned; results may differ between algorithms by rounding only, and never
/// with the number of threads.
protocol ConvolutionAlgorithm<T>: Sendable {
  associatedtype T: Scalar

  /// grid = bias + convolution of the image.
  func imageToGrid(
    image: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, grid: Numbers<T>, _ pass: Pass<T>)

  /// image = bias + the adjoint applied to the grid.
  func gridToImage(
    grid: Numbers<T>, weights: Numbers<T>, bias: Numbers<T>?, image: Numbers<T>, _ pass: Pass<T>)

  /// gradient = the derivative of <grid, convolution of image> with respect to the weights.
  func weightGradient(
    image: Numbers<T>, grid: Numbers<T>, gradient: Numbers<T>, _ pass: Pass<T>)

  /// The way back of `imageToGrid`, which this pass has run on the same image and weights: the
  /// derivatives with respect to the weights and, where wanted, the image.
  func imageToGridBackward(
    image: Numbers<T>, weights: Numbers<T>, gridGradient: Numbers<T>, weightGradient: Numbers<T>,
    imageGradient: Numbers<T>?, _ pass: Pass<T>)

  /// The way back of `gridToImage`, likewise.
  func gridToImageBackward(
    grid: Numbers<T>, weights: Numbers<T>, imageGradient: Numbers<T>, weightGradient: Numbers<T>,
    gridGradient: Numbers<T>?, _ pass: Pass<T>)
}

extension ConvolutionAlgorithm {
  func imageToGridBackward(
    image: Numbers<T>, weights: Numbers<T>, gridGradient: Numbers<T>, weightGradient: Numbers<T>,
    imageGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    self.weightGradient(image: image, grid: gridGradient, gradient: weightGradient, pass)
    guard let imageGradient else { return }
    gridToImage(grid: gridGradient, weights: weights, bias: nil, image: imageGradient, pass)
  }

  func gridToImageBackward(
    grid: Numbers<T>, weights: Numbers<T>, imageGradient: Numbers<T>, weightGradient: Numbers<T>,
    gridGradient: Numbers<T>?, _ pass: Pass<T>
  ) {
    self.weightGradient(image: imageGradient, grid: grid, gradient: weightGradient, pass)
    guard let gridGradient else { return }
    imageToGrid(image: imageGradient, weights: weights, bias: nil, grid: gridGradient, pass)
  }
}

/// Which algorithm a convolution uses: a function of its shape alone, so that results do not depend
/// on the machine.
enum ConvolutionAlgorithms {
  /// The algorithm for a geometry, with its scratch planned.
  static func choose<T: Scalar>(
    _ geometry: ConvolutionGeometry, format: T.Type, _ plan: inout MemoryPlan
  ) -> any ConvolutionAlgorithm<T> {
    if plan.usesPlainConvolutions { return ColumnConvolution<T>(geometry, &plan) }
    if let transform = ConvolutionTransform(for: geometry) {
      return TransformConvolution<T>(geometry, transform, &plan)
    }
    let (fewest, most) = (
      min(geometry.imageChannels, geometry.gridChannels),
      max(geometry.imageChannels, geometry.gridChannels)
    )
    if fewest <= 8, most <= 32 {
      return LaneConvolution<T>(geometry, &plan)
    }
    return ColumnConvolution<T>(geometry, &plan)
  }
}
