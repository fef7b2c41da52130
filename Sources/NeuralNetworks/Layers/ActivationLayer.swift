import CKernels
import Numerics

/// A layer that maps every number by itself, so that any shape passes unchanged.
public protocol ActivationLayer: Layer {
  /// Its function as the kernels know it.
  var function: ck_function { get }
  /// The function's parameter, where it has one.
  var parameter: Double { get }
}

extension ActivationLayer {
  /// No parameter.
  public var parameter: Double { 0 }

  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// The layer at work.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    ActivationOperation<T>(function: function, parameter: parameter, size: input.count)
  }
}
