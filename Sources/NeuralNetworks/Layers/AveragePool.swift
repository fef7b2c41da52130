import Specification

/// The mean under each window, channel by channel; zeros of the padding count.
public struct AveragePool: PoolingLayer {
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
  /// The mean.
  public static var takesMaximum: Bool { false }
}

extension AveragePool: InvertibleLayer {}
