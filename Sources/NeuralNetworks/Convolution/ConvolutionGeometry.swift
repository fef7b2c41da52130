import Specification

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
  public var positions: Int { Count.product([gridHeight, gridWidth]).value }
  /// The numbers under one kernel position: kernel rows x columns x image channels.
  public var taps: Int { Count.product([kernel.height, kernel.width, imageChannels]).value }
  /// Products for one sample.
  public var multiplyAdds: Int { Count.product([positions, taps, gridChannels]).value }
}

extension ConvolutionGeometry {
  /// The sizes of a pooling: grid channels are the image's.
  init(
    pooling input: Shape, window: Extent, stride: Extent, padding: Extent
  ) throws(ShapeProblem) {
    guard case .image(let height, let width, let channels) = input else {
      throw ShapeProblem("pooling needs an image, this is a vector of \(input)")
    }
    let (rows, columns) = try Self.positions(
      height, width, kernel: window, stride: stride, padding: padding)
    self.init(
      imageHeight: height, imageWidth: width, imageChannels: channels, gridHeight: rows,
      gridWidth: columns, gridChannels: channels, kernel: window, stride: stride,
      padding: padding)
  }

  /// How many positions a kernel has: (size + 2 padding - kernel) / stride + 1, rounded down.
  static func positions(
    _ height: Int, _ width: Int, kernel: Extent, stride: Extent, padding: Extent
  ) throws(ShapeProblem) -> (rows: Int, columns: Int) {
    let rows = Count(height) + 2 * Count(padding.height) - Count(kernel.height)
    let columns = Count(width) + 2 * Count(padding.width) - Count(kernel.width)
    guard rows >= 0, columns >= 0 else {
      throw ShapeProblem(
        "a kernel of \(kernel) does not fit on \(height) x \(width) pixels with padding \(padding)")
    }
    return (
      (rows / Count(stride.height) + 1).value, (columns / Count(stride.width) + 1).value
    )
  }
}

/// A size in rows and columns: `3`, or `[3, 5]` for 3 rows and 5 columns.
public struct Extent: Specifiable, Hashable, CustomStringConvertible {
  /// The rows.
  public var height: Int
  /// The columns.
  public var width: Int

  /// The same in both directions.
  public init(_ size: Int) {
    height = size
    width = size
  }

  /// Rows and columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Reads `3` or `[3, 5]`.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> Extent? {
    if let size = json.integer { return Extent(size) }
    guard let sizes = json.elements?.compactMap(\.integer), sizes.count == 2 else {
      problems.expected("a whole number, or two: [rows, columns]", json, at: path)
      return nil
    }
    return Extent(height: sizes[0], width: sizes[1])
  }

  /// The shorter form where both directions agree.
  public var json: JSON { height == width ? height.json : [height, width].json }

  /// A whole number or two.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    let pair: [(String, JSON)] = [
      ("type", .string("array")), ("items", Int.schema(&book)), ("minItems", .number(2)),
      ("maxItems", .number(2)),
    ]
    return .object([("anyOf", .array([Int.schema(&book), .object(pair)]))])
  }

  public static var typeName: String { "integer or [rows, columns]" }

  /// "3 x 5"
  public var description: String { "\(height) x \(width)" }
}
