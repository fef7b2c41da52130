import Numerics
import Specification

/// Two-dimensional convolution (cross-correlation, as PyTorch's `Conv2d`) with zero padding.
///
/// `[H, W, Cin]` becomes `[(H + 2 padding - kernel) / stride + 1, ..., Cout]`, rounded down.
/// Weight `[Cout, Cin, kernel, kernel]`, bias `[Cout]`.
public struct Convolution: Layer {
  /// The output channels.
  public var channels = 1
  /// The size of the kernel.
  public var kernel = Extent(3)
  /// The step from one output pixel to the next.
  public var stride = Extent(1)
  /// The rows and columns of zeros on each side.
  public var padding = Extent(0)
  /// Whether each output channel has a bias.
  public var bias = true

  /// A 3 x 3 convolution to one channel.
  public init() {}

  public static var kind: String { "conv" }
  public static var summary: String { "two-dimensional convolution with zero padding" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "channels", \.channels, "output channels", .atLeast(1), isRequired: true,
        isPrimary: true),
      Field("kernel", \.kernel, "size of the kernel", .atLeast(1), isRequired: true),
      Field("stride", \.stride, "step from one output pixel to the next", .atLeast(1)),
      Field("padding", \.padding, "rows and columns of zeros on each side", .atLeast(0)),
      Field("bias", \.bias, "whether each output channel has a bias"),
    ]
  }

  /// Rows and columns before and after, and the channels of both.
  func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    guard case .image(let height, let width, let inputChannels) = input else {
      throw ShapeProblem("a convolution needs an image, this is a vector of \(input)")
    }
    let (rows, columns) = try ConvolutionGeometry.positions(
      height, width, kernel: kernel, stride: stride, padding: padding)
    return ConvolutionGeometry(
      imageHeight: height, imageWidth: width, imageChannels: inputChannels,
      gridHeight: rows, gridWidth: columns,
      gridChannels: channels, kernel: kernel, stride: stride, padding: padding)
  }

  /// `[H, W, Cin]` to `[H', W', Cout]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    try geometry(for: input).grid
  }

  /// Weight and bias.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    let taps = Count.product([kernel.height, kernel.width])
    let fanIn = (Count(input.channels) * taps).value
    let weight = ParameterSpecification(
      "weight", shape: [channels, input.channels, kernel.height, kernel.width],
      order: [2, 3, 1, 0], fanIn: fanIn, fanOut: (Count(channels) * taps).value)
    return bias
      ? [weight, ParameterSpecification("bias", shape: [channels], fanIn: fanIn)] : [weight]
  }

  /// Output pixels x channels x kernel x input channels; padding counts.
  public func multiplyAdds(for input: Shape) -> Int {
    (try? geometry(for: input))?.multiplyAdds ?? 0
  }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    ConvolutionOperation<T>(
      try geometry(for: input), isTransposed: false, weights: weights, &plan)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.Conv2d",
      [
        "\(input.channels)", "\(channels)", kernel.python, "stride=\(stride.python)",
        "padding=\(padding.python)", "bias=\(bias.python)",
      ])
  }
}

/// A convolution, or a transposed one, at work.
struct ConvolutionOperation<T: Scalar>: Operation {
  private let geometry: ConvolutionGeometry
  private let isTransposed: Bool
  private let algorithm: any ConvolutionAlgorithm<T>
  private let weight: Region
  private let bias: ChannelBias<T>?

  init(
    _ geometry: ConvolutionGeometry, isTransposed: Bool, weights: [Region], _ plan: inout MemoryPlan
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

/// Transposed convolution (PyTorch's `ConvTranspose2d`): the adjoint of `Convolution`.
///
/// `[H, W, Cin]` becomes `[(H - 1) stride - 2 padding + kernel + outputPadding, ..., Cout]`.
/// Weight `[Cin, Cout, kernel, kernel]`, bias `[Cout]`.
public struct TransposedConvolution: Layer {
  /// The output channels.
  public var channels = 1
  /// The size of the kernel.
  public var kernel = Extent(3)
  /// The step from the image of one input pixel to the next.
  public var stride = Extent(1)
  /// The rows and columns taken away on each side.
  public var padding = Extent(0)
  /// The rows and columns added at the bottom and at the right.
  public var outputPadding = Extent(0)
  /// Whether each output channel has a bias.
  public var bias = true

  /// A 3 x 3 transposed convolution to one channel.
  public init() {}

  public static var kind: String { "convTranspose" }
  public static var summary: String { "transposed two-dimensional convolution" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "channels", \.channels, "output channels", .atLeast(1), isRequired: true,
        isPrimary: true),
      Field("kernel", \.kernel, "size of the kernel", .atLeast(1), isRequired: true),
      Field("stride", \.stride, "step from one input pixel's image to the next", .atLeast(1)),
      Field("padding", \.padding, "rows and columns taken away on each side", .atLeast(0)),
      Field(
        "outputPadding", \.outputPadding, "rows and columns added at the bottom and the right",
        .atLeast(0)),
      Field("bias", \.bias, "whether each output channel has a bias"),
    ]
  }

  /// The added rows and columns must be fewer than the stride, as in PyTorch.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if outputPadding.height >= stride.height || outputPadding.width >= stride.width {
      report("outputPadding", "outputPadding must be smaller than stride (\(stride))")
    }
  }

  /// The geometry of the convolution this is the adjoint of.
  func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    guard case .image(let height, let width, let inputChannels) = input else {
      throw ShapeProblem("a transposed convolution needs an image, this is a vector of \(input)")
    }
    func spread(_ size: Int, _ side: KeyPath<Extent, Int>) -> Int {
      let steps = Count(size - 1) * Count(stride[keyPath: side])
      let added = Count(kernel[keyPath: side]) + Count(outputPadding[keyPath: side])
      return (steps + added - 2 * Count(padding[keyPath: side])).value
    }
    let rows = spread(height, \.height)
    let columns = spread(width, \.width)
    guard rows > 0, columns > 0 else {
      throw ShapeProblem(
        "a kernel of \(kernel) with padding \(padding) leaves nothing of \(height) x \(width) "
          + "pixels")
    }
    return ConvolutionGeometry(
      imageHeight: rows, imageWidth: columns, imageChannels: channels, gridHeight: height,
      gridWidth: width, gridChannels: inputChannels, kernel: kernel, stride: stride,
      padding: padding)
  }

  /// `[H, W, Cin]` to `[H', W', Cout]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    try geometry(for: input).image
  }

  /// Weight and bias. PyTorch takes the fan-in from the second dimension, here the output channels.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    let taps = Count.product([kernel.height, kernel.width])
    let fanIn = (Count(channels) * taps).value
    let weight = ParameterSpecification(
      "weight", shape: [input.channels, channels, kernel.height, kernel.width],
      order: [2, 3, 1, 0], fanIn: fanIn, fanOut: (Count(input.channels) * taps).value)
    return bias
      ? [weight, ParameterSpecification("bias", shape: [channels], fanIn: fanIn)] : [weight]
  }

  /// Input pixels x channels x kernel x output channels.
  public func multiplyAdds(for input: Shape) -> Int {
    (try? geometry(for: input))?.multiplyAdds ?? 0
  }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    ConvolutionOperation<T>(
      try geometry(for: input), isTransposed: true, weights: weights, &plan)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.ConvTranspose2d",
      [
        "\(input.channels)", "\(channels)", kernel.python, "stride=\(stride.python)",
        "padding=\(padding.python)", "output_padding=\(outputPadding.python)",
        "bias=\(bias.python)",
      ])
  }
}
