import CKernels
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
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    GaussianLatentOperation<T>(
      mean: LinearOperation(
        inputs: input.count, outputs: size, weights: Array(weights[..<2]), &plan),
      logVariance: LinearOperation(
        inputs: input.count, outputs: size, weights: Array(weights[2...]), &plan),
      inputs: input.count, size: size, &plan)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  /// `nn.Linear`, twice: a script gives the mean and the log variance names of their own.
  func pyTorch(for input: Shape) -> String { Linear(features: size).pyTorch(for: input) }
}

/// The bottleneck of a variational autoencoder at work.
struct GaussianLatentOperation<T: Scalar>: Operation {
  private let mean: LinearOperation<T>
  private let logVariance: LinearOperation<T>
  private let inputs: Int
  private let size: Int
  private let values: Vectors
  private let gradients: Vectors
  private let noise: Region
  private let inputGradient: Region

  /// Mean and log variance of each sample.
  private struct Vectors {
    let mean: Region
    let logVariance: Region
  }

  init(
    mean: LinearOperation<T>, logVariance: LinearOperation<T>, inputs: Int, size: Int,
    _ plan: inout MemoryPlan
  ) {
    self.mean = mean
    self.logVariance = logVariance
    self.inputs = inputs
    self.size = size
    let count = plan.batch * size
    values = Vectors(mean: plan.reserve(count), logVariance: plan.reserve(count))
    gradients = Vectors(mean: plan.reserve(count), logVariance: plan.reserve(count))
    noise = plan.reserve(count)
    inputGradient = plan.reserve(plan.isTraining ? plan.batch * inputs : 0)
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let count = pass.count * size
    let mean = pass.memory[values.mean]
    let logVariance = pass.memory[values.logVariance]
    self.mean.forward(x, mean, pass)
    self.logVariance.forward(x, logVariance, pass)
    guard pass.isTraining else {
      y.base.update(from: mean.base, count: count)
      return
    }
    let noise = pass.memory[self.noise]
    var random = RandomStream(seed: pass.seed, purpose: "latent", index: pass.step)
    for index in 0..<count { noise.base[index] = T(random.normal()) }
    T.kernels.sample(count, mean.base, logVariance.base, noise.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let meanGradient = pass.memory[gradients.mean]
    let logVarianceGradient = pass.memory[gradients.logVariance]
    T.kernels.sample_gradient(
      pass.count * size, pass.penaltyFactor, pass.memory[values.mean].base,
      pass.memory[values.logVariance].base, pass.memory[noise].base, dy.base, meanGradient.base,
      logVarianceGradient.base)
    mean.backward(x: x, y: y, dy: meanGradient, dx: dx, pass)
    let second = dx.map { _ in pass.memory[inputGradient] }
    logVariance.backward(x: x, y: y, dy: logVarianceGradient, dx: second, pass)
    guard let dx, let second else { return }
    T.kernels.add(pass.count * inputs, 1, second.base, dx.base)
  }

  /// The KL divergence from the standard normal, summed over the batch.
  func penalty(_ pass: Pass<T>) -> Double {
    var sum = 0.0
    for sample in 0..<pass.count {
      sum += T.kernels.divergence(
        size, pass.memory[values.mean].base + sample * size,
        pass.memory[values.logVariance].base + sample * size)
    }
    return sum
  }
}
