import Numerics
import Specification

/// The mean of all pixels, channel by channel (Lin, Chen and Yan: "Network in network", ICLR 2014,
/// section 3.2): `[H, W, C]` becomes `[C]`, as PyTorch's `AdaptiveAvgPool2d(1)` and `Flatten`.
public struct GlobalAveragePool: Layer {
  /// There is nothing to choose.
  public init() {}

  /// `globalAveragePool`
  public static var kind: String { "globalAveragePool" }
  /// What it is.
  public static var summary: String { "mean of all pixels of a channel: an image becomes a vector" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// `[H, W, C]` to `[C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    .vector(try geometry(for: input).gridChannels)
  }

  /// As before: a mean lies between its numbers.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  /// One will do.
  public func fewestImages(for input: Shape) -> Int { 1 }

  /// None.
  public func multiplyAdds(for input: Shape) -> Int { 0 }

  /// The layer at work: one window over the whole image.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    PoolingOperation<T>(try geometry(for: input), takesMaximum: false, &plan)
  }

  private func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    guard case .image(let height, let width, _) = input else {
      throw ShapeProblem("globalAveragePool needs an image, this is a vector of \(input)")
    }
    let window = Extent(height: height, width: width)
    return try ConvolutionGeometry(
      pooling: input, window: window, stride: window, padding: Extent(0))
  }
}

extension GlobalAveragePool: InvertibleLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    let pixel = Shape.image(height: 1, width: 1, channels: input.channels)
    let unflatten: [any Layer] = Unflatten(to: pixel).map { [$0] } ?? []
    return unflatten + [try Upsample(restoring: input, from: pixel)]
  }
}
