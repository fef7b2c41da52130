import Numerics
import Specification

/// A network opened up: one pass at a time, with outputs, losses and gradients to look at. Tests
/// compare these with finite differences and with other implementations.
package final class NetworkProbe<T: Scalar> {
  private let network: Network<T>
  private let objective: (any Objective)?
  private let batch: Int
  /// The numbers of every trained tensor, one after the other.
  private let places: [Int]
  /// What one sample's KL divergence is weighted with.
  package var beta = 1.0
  /// The seed and the number of the step, which random numbers depend on.
  package var seed: UInt64 = 0
  /// See `seed`.
  package var step: UInt64 = 0
  /// Whether batch norm uses the batch and dropout drops.
  package var isTraining = true

  /// Opens an architecture for batches of one size, with PyTorch's default weights; on request with
  /// the plain algorithm for every convolution, or with frozen layers.
  package init(
    _ architecture: Architecture, batch: Int, loss: (any Loss)? = nil, isPlain: Bool = false,
    frozen: [String] = []
  ) throws {
    network = try Network(
      architecture, batch: batch, isTraining: true, usesPlainConvolutions: isPlain, frozen: frozen)
    network.drawWeights(DefaultWeights(), seed: 1)
    self.batch = batch
    objective = try architecture.objective?.measured(by: loss)
    places = network.tensors.filter(\.specification.isTrained).flatMap {
      $0.region.offset..<$0.region.offset + $0.region.count
    }
  }

  /// The images of a batch, each of which may be there in several views.
  private var images: Int { batch / (objective?.views ?? 1) }

  private var pass: Pass<T> {
    let factor = objective?.penaltyFactor(weight: beta, count: images)
    return network.pass(
      count: batch, isTraining: isTraining, seed: seed, step: step, penaltyFactor: factor ?? 0)
  }

  /// Runs a batch, `[batch, input]`, and returns its output.
  package func forward(_ images: [T]) -> [T] {
    network.input.base.update(from: images, count: images.count)
    let size = network.architecture.output.count
    return Array(UnsafeBufferPointer(start: network.forward(pass).base, count: batch * size))
  }

  /// Goes back from the gradient of the output and returns that of the input.
  package func backward(_ gradient: [T]) -> [T] {
    network.outputGradient(pass)?.base.update(from: gradient, count: gradient.count)
    let input = network.backward(pass, wantsInputGradient: true)
    let size = network.architecture.input.count
    return Array(UnsafeBufferPointer(start: input.base, count: batch * size))
  }

  /// Runs a batch and holds its output against images or classes.
  ///
  /// - Returns: what is made small, and its gradient with respect to the output.
  package func loss(
    _ images: [T], target: [T]? = nil, classes: [Int] = []
  ) -> (loss: Double, gradient: [T]) {
    guard let objective else { return (0, []) }
    network.input.base.update(from: images, count: images.count)
    if let target { network.target.base.update(from: target, count: target.count) }
    for (row, label) in classes.enumerated() { network.labels[row] = CInt(label) }
    let gradient = network.outputGradient(pass)
    let sums = objective.losses(
      of: network.forward(pass), gradient: gradient, in: network, pass)
    let factor = objective.factor(count: self.images, network.architecture)
    let loss = sums.total * factor + sums.penalty * pass.penaltyFactor
    let count = batch * network.architecture.output.count
    return (loss, gradient.map { Array(UnsafeBufferPointer(start: $0.base, count: count)) } ?? [])
  }

  /// Makes the target shares of a deep clustering of what a batch is embedded as now: they stay so
  /// from then on. Other networks have none.
  package func fixTargets(_ images: [T]) {
    guard let layer = network.softAssignment else { return }
    network.input.base.update(from: images, count: images.count)
    let pass = self.pass
    _ = network.forward(pass)
    let (q, p) = (pass.memory[layer.shares].base, pass.memory[layer.targets].base)
    let frequencies = (0..<layer.clusters).map { cluster in
      (0..<batch).reduce(T(0)) { $0 + q[$1 * layer.clusters + cluster] }
    }
    for row in 0..<batch {
      TargetShares.sharpen(
        q + row * layer.clusters, frequencies, layer.clusters, to: p + row * layer.clusters)
    }
  }

  /// How many numbers are trained.
  package var weightCount: Int { places.count }

  /// One of them.
  package subscript(weight index: Int) -> T {
    get { network.weights.all.base[places[index]] }
    set { network.weights.all.base[places[index]] = newValue }
  }

  /// The gradient of one of them, after `backward`.
  package func gradient(_ index: Int) -> T { network.gradients.all.base[places[index]] }

  /// The weights, under PyTorch's names.
  package var weights: Weights { network.weightsSnapshot() }

  /// Takes weights over.
  package func load(_ weights: Weights) throws { try network.load(weights) }

  /// The numbers of a tensor in PyTorch's layout: its weights, or their gradients after `backward`.
  package func values(of name: String, gradients: Bool = false) -> [T]? {
    guard let tensor = network.tensors.first(where: { $0.name == name }) else { return nil }
    let trained = gradients ? network.gradients : network.weights
    let arena = tensor.specification.isTrained ? trained : network.statistics
    return tensor.specification.permutation.toTheirs(arena.array(tensor.region))
  }

  /// What an optimizer works on.
  package func optimizerMemory(for optimizer: any Optimizer) -> OptimizerMemory<T> {
    OptimizerMemory(
      weights: network.weights, gradients: network.gradients,
      moments: (0..<optimizer.moments).map { _ in Arena(copyingSizeOf: network.weights) })
  }
}
