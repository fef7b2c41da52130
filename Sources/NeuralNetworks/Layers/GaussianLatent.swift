import Numerics
import Specification

/// The bottleneck of a variational autoencoder: two linear layers give the mean and the log
/// variance of a diagonal Gaussian, of which training takes a draw; otherwise the output is the mean
/// (Kingma and Welling: "Auto-encoding variational Bayes", ICLR 2014).
///
/// Not written in files: `variationalAutoencoder` puts it behind the encoder.
struct GaussianLatent: Layer {
  /// The size of the latent vector.
  var size = 1

  init() {}

  init(size: Int) { self.size = size }

  static var kind: String { "gaussian" }
  static var summary: String { "mean and log variance of a Gaussian, and a draw from it" }
  static var fields: [Field<Self>] { [Field("size", \.size, "size of the latent vector")] }

  func output(for input: Shape) throws(ShapeProblem) -> Shape { .vector(size) }

  private var linear: Linear { Linear(features: size) }

  func parameters(for input: Shape) -> [ParameterSpecification] {
    let own = linear.parameters(for: input)
    return own.map { $0.prefixed("mean") } + own.map { $0.prefixed("logVariance") }
  }

  func multiplyAdds(for input: Shape) -> Int {
    (2 * Count(linear.multiplyAdds(for: input))).value
  }

  func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout Plan
  ) -> any Operation<T> {
    GaussianLatentOperation<T>(
      mean: LinearOperation(
        inputs: input.count, outputs: size, weights: Array(weights[..<2]), &plan),
      logVariance: LinearOperation(
        inputs: input.count, outputs: size, weights: Array(weights[2...]), &plan),
      inputs: input.count, size: size, &plan)
  }
}
