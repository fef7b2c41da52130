import Numerics
import Specification

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
