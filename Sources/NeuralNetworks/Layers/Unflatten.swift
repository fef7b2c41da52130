import Numerics
import Specification

/// A vector as an image: the inverse of `Flatten`.
public struct Unflatten: Layer {
  /// `[height, width, channels]`.
  public var shape = [1, 1, 1]

  /// One pixel.
  public init() {}

  /// An image of the given size.
  public init(height: Int, width: Int, channels: Int) { shape = [height, width, channels] }

  /// `unflatten`
  public static var kind: String { "unflatten" }
  /// What it is.
  public static var summary: String { "a vector as an image, channel by channel" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "shape", \.shape, "[height, width, channels]", .atLeast(1), isRequired: true,
        isPrimary: true)
    ]
  }

  /// Three dimensions.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if shape.count != 3 { report("shape", "shape must be [height, width, channels]") }
  }

  /// `[C H W]` to `[H, W, C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard let image = Shape(shape), shape.count == 3 else {
      throw ShapeProblem("the shape must be [height, width, channels]")
    }
    guard image.count == input.count else {
      throw ShapeProblem("\(image) is \(image.count) numbers, the input has \(input.count)")
    }
    return image
  }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) throws(ShapeProblem) -> any Operation<T> {
    FlattenOperation<T>(try output(for: input), isInverse: true)
  }
}
