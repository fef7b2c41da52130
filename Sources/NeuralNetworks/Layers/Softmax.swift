import Numerics
import Specification

/// exp(x_i) / sum exp(x_j) over the features of a vector, or the channels of each pixel.
public struct Softmax: Layer {
  /// There is nothing to choose.
  public init() {}

  /// `softmax`
  public static var kind: String { "softmax" }
  /// What it is.
  public static var summary: String { "exponentials that sum to 1 over features or channels" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    SoftmaxOperation<T>(rows: input.positions, columns: input.channels)
  }
}
