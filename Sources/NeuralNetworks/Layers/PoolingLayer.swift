import Numerics
import Specification

/// A layer that makes one number of each window, channel by channel.
///
/// `[H, W, C]` becomes `[(H + 2 padding - size) / stride + 1, ..., C]`, rounded down.
public protocol PoolingLayer: Layer {
  /// The size of the window.
  var size: Extent { get set }
  /// The step from one window to the next; none: the window's size.
  var stride: Extent? { get set }
  /// The rows and columns added on each side, at most half of the window.
  var padding: Extent { get set }
  /// Whether a window gives its largest number; else its mean.
  static var takesMaximum: Bool { get }
}

extension PoolingLayer {
  /// The options of the window.
  public static var fields: [Field<Self>] {
    [
      Field("size", \.size, "size of the window", .atLeast(1), isPrimary: true),
      Field("stride", \.stride, "step between windows: the window's size unless said", .atLeast(1)),
      Field("padding", \.padding, "rows and columns added on each side", .atLeast(0)),
    ]
  }

  /// As in PyTorch, no window may lie in the padding alone.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if padding.height > size.height / 2 || padding.width > size.width / 2 {
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
    PoolingOperation<T>(try geometry(for: input), takesMaximum: Self.takesMaximum, &plan)
  }
}

extension InvertibleLayer where Self: PoolingLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    [try Upsample(restoring: input, from: output(for: input))]
  }
}
