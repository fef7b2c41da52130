import Numerics
import Specification

/// Each pixel repeated (nearest neighbour).
///
/// `[H, W, C]` becomes `[H factor, W factor, C]`.
public struct Upsample: Layer {
  /// How often each pixel is repeated in each direction.
  public var factor = Extent(2)

  /// Twice as many rows and columns.
  public init() {}

  /// `upsample`
  public static var kind: String { "upsample" }
  /// What it is.
  public static var summary: String { "each pixel repeated" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "factor", \.factor, "repetitions of each pixel, down and across", .atLeast(1),
        isPrimary: true)
    ]
  }

  /// The inverse of a pooling.
  init(restoring image: Shape, from pooled: Shape) throws(ShapeProblem) {
    guard case .image(let height, let width, _) = image,
      case .image(let rows, let columns, _) = pooled,
      height % rows == 0, width % columns == 0
    else { throw ShapeProblem("\(pooled) cannot be repeated to \(image)") }
    factor = Extent(height: height / rows, width: width / columns)
  }

  /// `[H, W, C]` to `[H factor, W factor, C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard case .image(let height, let width, let channels) = input else {
      throw ShapeProblem("upsample needs an image, this is a vector of \(input)")
    }
    return .image(
      height: Count.product([height, factor.height]).value,
      width: Count.product([width, factor.width]).value, channels: channels)
  }

  /// The layer at work: every pixel spread over a window of its own, which is what averaging over
  /// such windows has for an adjoint, but for the factor.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) throws(ShapeProblem) -> any Operation<T> {
    let geometry = try ConvolutionGeometry(
      pooling: output(for: input), window: factor, stride: factor, padding: Extent(0))
    return UpsamplingOperation<T>(geometry)
  }
}
