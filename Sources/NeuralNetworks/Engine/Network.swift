import Numerics
import Specification

/// A model's layers at work on batches, with all memory allocated.
package final class Network<T: Scalar> {
  let architecture: Architecture
  let batch: Int
  /// The stacks and layers that training leaves as they are.
  let frozen: [String]
  let stacks: [OperationStack<T>]
  let tensors: [PlannedTensor]
  let weights: Arena<T>
  let statistics: Arena<T>
  let gradients: Arena<T>
  private let memory: Arena<T>
  private let inputPlace: Region
  private let targetPlace: Region
  private let labelPlace: Region
  private let scratchPlace: Region
  private let embeddingPlace: Region
  /// A sum for each sample of a pass, in double precision.
  let sampleSums: Region

  /// Plans a network for passes of at most `batch` samples and allocates its memory; the weights are
  /// zeros. Where everything is kept, every layer's output can be looked at after a pass.
  init(
    _ architecture: Architecture, batch: Int, isTraining: Bool, keepsEverything: Bool = false,
    usesPlainConvolutions: Bool = false, frozen: [String] = []
  ) throws {
    var plan = MemoryPlan(
      batch: batch, isTraining: isTraining, usesPlainConvolutions: usesPlainConvolutions,
      frozen: frozen, format: T.self)
    self.frozen = frozen
    self.architecture = architecture
    self.batch = batch
    inputPlace = plan.reserve(batch * architecture.input.count)
    let needed = isTraining ? architecture.objective?.memory(batch: batch, architecture) : nil
    targetPlace = plan.reserve(needed?.targets ?? 0)
    labelPlace = plan.reserve(batch)
    scratchPlace = plan.reserve(needed?.scratch ?? 0)
    embeddingPlace = plan.reserve(isTraining ? 0 : batch * architecture.embedding.count)
    sampleSums = plan.reserveDoubles(batch)
    var stacks: [OperationStack<T>] = []
    for stack in architecture.stacks {
      let weights = stack.tensors.map { plan.add($0.specification, named: $0.name) }
      stacks.append(
        try OperationStack<T>(
          stack, name: stack.name, weights: weights, keepsEverything: keepsEverything, &plan))
    }
    self.stacks = stacks
    tensors = plan.tensors
    weights = Arena(plan.weights)
    statistics = Arena(plan.statistics)
    gradients = Arena(isTraining ? plan.weights : ArenaPlan())
    memory = Arena(plan.memory)
  }

  /// Where the caller puts the images of a batch.
  var input: Numbers<T> { memory[inputPlace] }
  /// Where the caller puts what the output is compared with.
  var target: Numbers<T> { memory[targetPlace] }
  /// Where the caller puts the classes of a batch.
  var labels: UnsafeMutablePointer<CInt> {
    UnsafeMutableRawPointer(memory[labelPlace].base).assumingMemoryBound(to: CInt.self)
  }
  /// Where the caller puts latent vectors to be decoded; not in training.
  var latentPlace: Numbers<T> { memory[embeddingPlace] }
  /// What the objective asked for besides targets.
  var scratch: Numbers<T> { memory[scratchPlace] }

  /// What the operations of a pass share.
  func pass(
    count: Int, isTraining: Bool = false, seed: UInt64 = 0, step: UInt64 = 0,
    penaltyFactor: Double = 0
  ) -> Pass<T> {
    Pass(
      count: count, isTraining: isTraining, seed: seed, step: step, penaltyFactor: penaltyFactor,
      memory: memory, weights: weights, statistics: statistics, gradients: gradients)
  }

  /// What the layers add to the loss, summed over the batch.
  func penalty(_ pass: Pass<T>) -> Double { stacks.reduce(0) { $0 + $1.penalty(pass) } }

  /// Runs the first `stackCount` stacks on `input`, all of them unless said.
  func forward(_ pass: Pass<T>, stackCount: Int? = nil) -> Numbers<T> {
    var x = input
    for stack in stacks.prefix(stackCount ?? stacks.count) { x = stack.forward(x, pass) }
    return x
  }

  /// Runs the stacks from `first` on, on samples that lie elsewhere.
  func forward(_ samples: Numbers<T>, from first: Int, _ pass: Pass<T>) -> Numbers<T> {
    var x = samples
    for stack in stacks[first...] { x = stack.forward(x, pass) }
    return x
  }

  /// Where the gradient of the output is put before `backward`.
  func outputGradient(_ pass: Pass<T>) -> Numbers<T>? { stacks.last?.outputGradient(pass) }

  /// Fills in the gradients of every weight; returns that of the input where it is wanted.
  @discardableResult
  func backward(_ pass: Pass<T>, wantsInputGradient: Bool = false) -> Numbers<T> {
    var gradient = input
    for index in stacks.indices.reversed() {
      let start = stacks[..<index].last?.lastOutput(pass) ?? input
      gradient = stacks[index].backward(
        start, wantsInputGradient: index > 0 || wantsInputGradient, pass)
      if index > 0 {
        let size = architecture.stacks[index].input.count * pass.count
        stacks[index - 1].outputGradient(pass).base.update(from: gradient.base, count: size)
      }
    }
    return gradient
  }
}

extension OperationStack {
  /// Where the stack's output lies after `forward`; none for a stack without layers.
  func lastOutput(_ pass: Pass<T>) -> Numbers<T>? { output(of: count - 1, pass) }
}
