import Numerics
import Specification

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

  /// `convTranspose`
  public static var kind: String { "convTranspose" }
  /// What it is.
  public static var summary: String { "transposed two-dimensional convolution" }
  /// Its options.
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

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    ConvolutionOperation<T>(
      try geometry(for: input), isTransposed: true, weights: weights, &plan)
  }
}
