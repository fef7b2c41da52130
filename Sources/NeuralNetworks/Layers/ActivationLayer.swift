/// A layer that maps every number by itself, so that any shape passes unchanged.
public protocol ActivationLayer: Layer {}

extension ActivationLayer {
  /// The shape stays.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }
}
