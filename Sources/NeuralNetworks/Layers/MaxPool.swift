import Specification

/// The largest number under each window, channel by channel.
public struct MaxPool: PoolingLayer {
  /// The size of the window.
  public var size = Extent(2)
  /// The step from one window to the next; none: the window's size.
  public var stride: Extent?
  /// The rows and columns added on each side, at most half of the window.
  public var padding = Extent(0)

  /// Windows of 2 x 2 side by side.
  public init() {}

  /// `maxPool`
  public static var kind: String { "maxPool" }
  /// What it is.
  public static var summary: String { "largest number under a window" }
  /// The largest number.
  public static var takesMaximum: Bool { true }
}

extension MaxPool: InvertibleLayer {}
