import Numerics

/// A convolution, or a transposed one, at work.
struct ConvolutionOperation<T: Scalar>: Operation {
  private let geometry: ConvolutionGeometry
  private let isTransposed: Bool
  private let algorithm: any ConvolutionAlgorithm<T>
  private let weight: Region
  private let bias: ChannelBias<T>?

  init(
    _ geometry: ConvolutionGeometry, isTransposed: Bool, weights: [Region], _ plan: inout Plan
  ) {
    self.geometry = geometry
    self.isTransposed = isTransposed
    algorithm = ConvolutionAlgorithms.choose(geometry, format: T.self, &plan)
    weight = weights[0]
    let output = isTransposed ? geometry.image : geometry.grid
    bias = weights.count > 1 ? ChannelBias(weights[1], output, &plan) : nil
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let weights = pass.weights[weight]
    let start = bias.map { pass.weights[$0.region] }
    if isTransposed {
      algorithm.gridToImage(grid: x, weights: weights, bias: start, image: y, pass)
    } else {
      algorithm.imageToGrid(image: x, weights: weights, bias: start, grid: y, pass)
    }
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let weights = pass.weights[weight]
    let gradient = pass.gradients[weight]
    bias?.backward(dy, pass)
    if isTransposed {
      algorithm.gridToImageBackward(
        grid: x, weights: weights, imageGradient: dy, weightGradient: gradient, gridGradient: dx,
        pass)
    } else {
      algorithm.imageToGridBackward(
        image: x, weights: weights, gridGradient: dy, weightGradient: gradient,
        imageGradient: dx, pass)
    }
  }
}
