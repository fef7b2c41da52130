import Numerics
import Specification

/// In training, numbers set to 0 at random and the others scaled up to make good for it
/// (Srivastava et al., JMLR 15, 2014); nothing otherwise.
public struct Dropout: Layer {
  /// The probability that a number is set to 0.
  public var probability = 0.5

  /// Half of the numbers.
  public init() {}

  /// `dropout`
  public static var kind: String { "dropout" }
  /// What it is.
  public static var summary: String { "numbers set to 0 at random in training" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "probability", \.probability, "probability that a number is set to 0",
        .from(0, below: 1), isPrimary: true)
    ]
  }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    DropoutOperation<T>(probability: probability, size: input.count, name: name, &plan)
  }
}
