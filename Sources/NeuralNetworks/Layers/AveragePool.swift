import Numerics
import Specification

/// The mean under each window, channel by channel; zeros of the padding count.
///
/// `[H, W, C]` becomes `[(H + 2 padding - size) / stride + 1, ..., C]`, rounded down.
public struct AveragePool: Layer {
  /// The size of the window.
  public var size = Extent(2)
  /// The step from one window to the next; none: the window's size.
  public var stride: Extent?
  /// The rows and columns added on each side, at most half of the window.
  public var padding = Extent(0)

  /// Windows of 2 x 2 side by side.
  public init() {}

  /// `averagePool`
  public static var kind: String { "averagePool" }
  /// What it is.
  public static var summary: String { "mean under a window" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("size", \.size, "size of the window", .atLeast(1), isPrimary: true),
      Field("stride", \.stride, "step between windows: the window's size unless said", .atLeast(1)),
      Field("padding", \.padding, "rows and columns added on each side", .atLeast(0)),
    ]
  }

  /// As in PyTorch, no window may lie in the padding alone.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if 2 * padding.height > size.height || 2 * padding.width > size.width {
      report("padding", "padding must be at most half of the window (\(size))")
    }
  }

  func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    try ConvolutionGeometry(
      pooling: input, window: size, stride: stride ?? size, padding: padding)
  }

  /// `[H, W, C]` to `[H', W', C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    try geometry(for: input).grid
  }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) throws(ShapeProblem) -> any Operation<T> {
    PoolingOperation<T>(try geometry(for: input), takesMaximum: false, &plan)
  }
}

extension AveragePool: InvertibleLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    [try Upsample(restoring: input, from: output(for: input))]
  }
}
