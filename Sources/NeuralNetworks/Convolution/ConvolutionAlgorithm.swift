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

/// One convolution outside a network, so that algorithms can be compared and measured.
package final class IsolatedConvolution<T: Scalar> {
  /// The three maps of a convolution.
  package enum Map: CaseIterable, Sendable {
    /// The convolution.
    case imageToGrid
    /// Its adjoint.
    case gridToImage
    /// The derivative of <grid, convolution of image> with respect to the weights.
    case weightGradient
  }

  private let algorithm: any ConvolutionAlgorithm<T>
  private let pass: Pass<T>
  private let places: (image: Region, grid: Region, weights: Region)
  private let gradients: (image: Region, grid: Region, weights: Region)

  /// Plans a convolution of `count` images with the algorithm its shape asks for, or the plain one.
  package init(
    _ layer: Convolution, of input: Shape, count: Int, isPlain: Bool = false
  ) throws(ShapeProblem) {
    let geometry = try layer.geometry(for: input)
    var plan = MemoryPlan(batch: count, isTraining: true, format: T.self)
    func reserve() -> (Region, Region, Region) {
      (
        plan.reserve(count * geometry.image.count), plan.reserve(count * geometry.grid.count),
        plan.reserve(geometry.taps * geometry.gridChannels)
      )
    }
    places = reserve()
    gradients = reserve()
    algorithm =
      isPlain
      ? ColumnConvolution(geometry, &plan)
      : ConvolutionAlgorithms.choose(geometry, format: T.self, &plan)
    let none = Arena<T>(ArenaPlan())
    pass = Pass(
      count: count, isTraining: true, seed: 0, step: 0, memory: Arena(plan.memory), weights: none,
      statistics: none, gradients: none)
  }

  /// Images `[count, H, W, image channels]`.
  package var image: [T] {
    get { pass.memory.array(places.image) }
    set { pass.memory.write(newValue, to: places.image) }
  }

  /// Grids `[count, H', W', grid channels]`.
  package var grid: [T] {
    get { pass.memory.array(places.grid) }
    set { pass.memory.write(newValue, to: places.grid) }
  }

  /// Weights, or their gradient, `[kernel, kernel, image channels, grid channels]`.
  package var weights: [T] {
    get { pass.memory.array(places.weights) }
    set { pass.memory.write(newValue, to: places.weights) }
  }

  /// Computes the image, the grid or the weights from the two others.
  package func run(_ map: Map) {
    let image = pass.memory[places.image]
    let grid = pass.memory[places.grid]
    let weights = pass.memory[places.weights]
    switch map {
    case .imageToGrid:
      algorithm.imageToGrid(image: image, weights: weights, bias: nil, grid: grid, pass)
    case .gridToImage:
      algorithm.gridToImage(grid: grid, weights: weights, bias: nil, image: image, pass)
    case .weightGradient:
      algorithm.weightGradient(image: image, grid: grid, gradient: weights, pass)
    }
  }

  /// Runs the convolution, or its adjoint, and the way back of a training step with the grid, or the
  /// image, as the gradient; returns the derivatives with respect to the weights and the input.
  package func trainingStep(isTransposed: Bool) -> (weights: [T], input: [T]) {
    let (image, grid) = (pass.memory[places.image], pass.memory[places.grid])
    let weights = pass.memory[places.weights]
    let weightGradient = pass.memory[gradients.weights]
    if isTransposed {
      algorithm.gridToImage(
        grid: grid, weights: weights, bias: nil, image: pass.memory[gradients.image], pass)
      algorithm.gridToImageBackward(
        grid: grid, weights: weights, imageGradient: image, weightGradient: weightGradient,
        gridGradient: pass.memory[gradients.grid], pass)
    } else {
      algorithm.imageToGrid(
        image: image, weights: weights, bias: nil, grid: pass.memory[gradients.grid], pass)
      algorithm.imageToGridBackward(
        image: image, weights: weights, gridGradient: grid, weightGradient: weightGradient,
        imageGradient: pass.memory[gradients.image], pass)
    }
    let input = isTransposed ? gradients.grid : gradients.image
    return (pass.memory.array(gradients.weights), pass.memory.array(input))
  }
}
