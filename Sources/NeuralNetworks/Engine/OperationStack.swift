import Numerics
import Specification

/// A layer at work: made for one input shape, with its memory planned.
///
/// Activations are `[count, sample]`, images with the channels of a pixel side by side.
public protocol Operation<T> {
  /// The number format.
  associatedtype T: Scalar

  /// Whether the output may take the input's place (and a gradient the other's): only for
  /// operations whose way back needs nothing but the output.
  var worksInPlace: Bool { get }
  /// Whether the way back reads the input.
  var needsInput: Bool { get }
  /// Whether the way back reads the output.
  var needsOutput: Bool { get }

  /// y = f(x).
  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>)

  /// dx from dy, and the gradients of the weights; no dx is asked of the first layer. dy may be
  /// overwritten.
  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>)

  /// What the layer itself adds to the loss after `forward`, summed over the batch and before any
  /// weight: the KL divergence of a variational bottleneck.
  func penalty(_ pass: Pass<T>) -> Double
}

extension Operation {
  /// Nothing.
  public func penalty(_ pass: Pass<T>) -> Double { 0 }
}

/// What the operations of one pass through a network share.
public struct Pass<T: Scalar>: @unchecked Sendable {
  /// The samples of this pass.
  let count: Int
  /// Whether this is a step of training: then batch norm uses the batch, and dropout drops.
  let isTraining: Bool
  /// The seed and the number of the step, on which random numbers depend.
  let seed: UInt64
  let step: UInt64
  /// What one sample's penalty counts in the loss.
  var penaltyFactor = 0.0
  let memory: Arena<T>
  let weights: Arena<T>
  let statistics: Arena<T>
  /// The gradients, laid out as the weights are; only in training.
  let gradients: Arena<T>

  /// Memory for sums in double precision.
  func doubles(_ region: Region) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(memory[region].base).assumingMemoryBound(to: Double.self)
  }
}

/// The layers of a stack at work, with memory for what passes between them.
struct OperationStack<T: Scalar> {
  private let operations: [any Operation<T>]
  /// Where each layer's input lies, and the last one's output. The first is the caller's.
  private let places: [Region?]
  private let sizes: [Int]
  private let gradients: [Region]

  /// Plans the layers of a stack; where everything is kept, no layer overwrites its input, so that
  /// all can be looked at.
  ///
  /// - Parameters:
  ///   - stack: the layers.
  ///   - name: its name in the model, which its random numbers depend on.
  ///   - weights: the places of every layer's weights, in their order.
  ///   - keepsEverything: whether no layer may overwrite its input.
  ///   - plan: where memory is asked for.
  /// - Throws: `ShapeProblem` for shapes that were not inferred.
  init(
    _ stack: LayerStack, name: String, weights: [Region], keepsEverything: Bool = false,
    _ plan: inout MemoryPlan
  ) throws(ShapeProblem) {
    let counts = stack.parameters.map(\.count)
    sizes = stack.shapes.map(\.count)
    var operations: [any Operation<T>] = []
    var places: [Region?] = [nil]
    for (index, layer) in stack.layers.enumerated() {
      let shape = stack.shapes[index]
      let first = counts[..<index].reduce(0, +)
      let operation: any Operation<T> = try layer.value.operation(
        for: shape, weights: Array(weights[first..<first + counts[index]]),
        name: "\(name).\(index)", &plan)
      let overwrites =
        operation.worksInPlace && !keepsEverything && index > 0
        && !(operations[index - 1].needsOutput)
      let output = overwrites ? places[index] : nil
      places.append(output ?? plan.reserve(plan.batch * sizes[index + 1]))
      operations.append(operation)
    }
    self.operations = operations
    self.places = places
    let widest = sizes.max() ?? 0
    gradients =
      plan.isTraining
      ? [plan.reserve(plan.batch * widest), plan.reserve(plan.batch * widest)] : []
  }

  /// Runs the layers; the output stays in place until the next pass.
  func forward(_ input: Numbers<T>, _ pass: Pass<T>) -> Numbers<T> {
    var x = input
    for (index, operation) in operations.enumerated() {
      guard let place = places[index + 1] else { continue }
      let y = pass.memory[place]
      operation.forward(x, y, pass)
      x = y
    }
    return x
  }

  /// The first layer at work of a type.
  func first<Kind: Operation>(_ kind: Kind.Type) -> Kind? {
    operations.lazy.compactMap { $0 as? Kind }.first
  }

  /// The number of layers.
  var count: Int { operations.count }

  /// What the layers add to the loss.
  func penalty(_ pass: Pass<T>) -> Double {
    operations.reduce(0) { $0 + $1.penalty(pass) }
  }

  /// Where the output of a layer lies after `forward`.
  func output(of layer: Int, _ pass: Pass<T>) -> Numbers<T>? {
    places[layer + 1].map { pass.memory[$0] }
  }

  /// Where the caller puts the gradient of the output before `backward`.
  func outputGradient(_ pass: Pass<T>) -> Numbers<T> { pass.memory[gradients[0]] }

  /// Runs the layers backwards from `outputGradient`, and returns the gradient of the input where
  /// it is wanted.
  func backward(_ input: Numbers<T>, wantsInputGradient: Bool, _ pass: Pass<T>) -> Numbers<T> {
    var current = 0
    for index in operations.indices.reversed() {
      guard let outputPlace = places[index + 1] else { continue }
      let x = places[index].map { pass.memory[$0] } ?? input
      let y = pass.memory[outputPlace]
      let dy = pass.memory[gradients[current]]
      let isWanted = index > 0 || wantsInputGradient
      if operations[index].worksInPlace {
        operations[index].backward(x: x, y: y, dy: dy, dx: isWanted ? dy : nil, pass)
        continue
      }
      let dx = pass.memory[gradients[1 - current]]
      operations[index].backward(x: x, y: y, dy: dy, dx: isWanted ? dx : nil, pass)
      current = 1 - current
    }
    return pass.memory[gradients[current]]
  }
}
