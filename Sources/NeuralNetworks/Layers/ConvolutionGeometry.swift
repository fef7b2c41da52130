/// The sizes of a convolution, seen from both of its sides: a large `image` over which the kernel
/// moves, and the `grid` of its positions.
///
/// A convolution maps image to grid; a transposed one, with the same geometry and the same
/// weights, maps grid to image.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// Rows of the image.
  public let imageHeight: Int
  /// Columns of the image.
  public let imageWidth: Int
  /// Channels of the image.
  public let imageChannels: Int
  /// Rows of kernel positions.
  public let gridHeight: Int
  /// Columns of kernel positions.
  public let gridWidth: Int
  /// Channels of the grid.
  public let gridChannels: Int
  /// The size of the kernel.
  public let kernel: Extent
  /// The step from one position to the next, in image pixels.
  public let stride: Extent
  /// The zeros around the image.
  public let padding: Extent

  /// The image's shape.
  public var image: Shape {
    .image(height: imageHeight, width: imageWidth, channels: imageChannels)
  }
  /// The grid's shape.
  public var grid: Shape { .image(height: gridHeight, width: gridWidth, channels: gridChannels) }
  /// Kernel positions.
  public var positions: Int { gridHeight * gridWidth }
  /// The numbers under one kernel position: kernel rows x columns x image channels.
  public var taps: Int { kernel.height * kernel.width * imageChannels }
  /// Products for one sample.
  public var multiplyAdds: Int { positions * taps * gridChannels }
}
