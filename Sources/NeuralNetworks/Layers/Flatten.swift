import Numerics
import Specification

/// An image as a vector in PyTorch's order: channel, row, column. A vector stays as it is.
public struct Flatten: Layer {
  /// There is nothing to choose.
  public init() {}

  /// `flatten`
  public static var kind: String { "flatten" }
  /// What it is.
  public static var summary: String { "an image as a vector, channel by channel" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// `[H, W, C]` to `[C H W]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { .vector(input.count) }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    FlattenOperation<T>(input, isInverse: false)
  }
}
