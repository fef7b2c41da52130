import Numerics

/// The weights of a model under PyTorch's names, in PyTorch's layouts.
public struct Weights: Sendable, Equatable {
  /// One tensor.
  public struct Tensor: Sendable, Equatable {
    /// Its name, as "encoder.0.weight".
    public let name: String
    /// Its shape.
    public let shape: [Int]
    /// Its numbers, the last dimension's side by side.
    public let values: [Float]

    /// Whether a file keeps them as 64-bit integers, as PyTorch does with counts.
    public let isInteger: Bool

    /// Gathers a tensor.
    public init(name: String, shape: [Int], values: [Float], isInteger: Bool = false) {
      self.name = name
      self.shape = shape
      self.values = values
      self.isInteger = isInteger
    }

    /// The same numbers under another name.
    func renamed(_ name: String) -> Tensor {
      Tensor(name: name, shape: shape, values: values, isInteger: isInteger)
    }
  }

  /// The tensors, in the order of the model.
  public let tensors: [Tensor]

  /// Gathers tensors.
  public init(_ tensors: [Tensor]) { self.tensors = tensors }

  /// The tensor of a name.
  public subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

  /// The tensors whose names begin with a prefix, under the rest of their names.
  func under(_ prefix: String) -> Weights {
    Weights(
      tensors.filter { $0.name.hasPrefix(prefix) }.map {
        $0.renamed(String($0.name.dropFirst(prefix.count)))
      })
  }
}

extension Network {
  /// The weights as they are now.
  func weightsSnapshot() -> Weights { snapshot(weights) }

  /// Numbers that lie as the weights do, as PyTorch would lay them out: weights, gradients, moments.
  func snapshot(_ arena: Arena<T>) -> Weights {
    Weights(
      tensors.map { tensor in
        let specification = tensor.specification
        let source = specification.isTrained ? arena : statistics
        let values = specification.permutation.toTheirs(source.array(tensor.region))
        return Weights.Tensor(
          name: tensor.name, shape: specification.shape, values: values.map { Float($0) },
          isInteger: specification.isInteger)
      })
  }

  /// Takes weights over.
  ///
  /// - Throws: `TrainingError.weights` when tensors are missing or have other shapes.
  func load(_ weights: Weights) throws { try load(weights, into: self.weights) }

  /// Takes over numbers that lie as the weights do: weights, or what an optimizer remembers.
  func load(_ weights: Weights, into arena: Arena<T>) throws {
    let needed = tensors.map { ($0.name, $0.specification.shape) }
    let misfits = weights.misfits(needed, allowsOthers: true)
    guard misfits.isEmpty else { throw TrainingError.misfits(misfits) }
    for tensor in tensors { take(weights, for: tensor, into: arena) }
  }

  /// Takes over the tensors of some names, which must fit.
  func take(_ weights: Weights, where isWanted: (String) -> Bool) {
    for tensor in tensors where isWanted(tensor.name) {
      take(weights, for: tensor, into: self.weights)
    }
  }

  private func take(_ weights: Weights, for tensor: PlannedTensor, into arena: Arena<T>) {
    let specification = tensor.specification
    guard let given = weights[tensor.name] else { return }
    let values = specification.permutation.toOurs(given.values.map { T($0) })
    (specification.isTrained ? arena : statistics).write(values, to: tensor.region)
  }
}

extension Weights {
  /// Where these are not the tensors that a model needs: a line for each that is missing, has another
  /// shape or, where no others are allowed, is left over.
  func misfits(_ needed: [(name: String, shape: [Int])], allowsOthers: Bool) -> [String] {
    let given = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    let names = Set(needed.map(\.name))
    let wrong = needed.compactMap { name, shape -> String? in
      guard let found = given[name] else {
        return "\(name): not in the file, \(shape) in the model"
      }
      return found == shape ? nil : "\(name): \(found) in the file, \(shape) in the model"
    }
    let others = allowsOthers ? [] : tensors.filter { !names.contains($0.name) }
    return wrong + others.map { "\($0.name): \($0.shape) in the file, not in the model" }
  }
}

extension ParameterSpecification {
  /// The step between PyTorch's layout and ours.
  var permutation: Permutation { Permutation(shape: shape, order: order) }
}

/// A tensor's numbers between two orders of its dimensions.
struct Permutation {
  /// Their place of each of our numbers.
  private let places: [Int]

  /// - Parameters:
  ///   - shape: their dimensions.
  ///   - order: our dimension `d` is their `order[d]`.
  init(shape: [Int], order: [Int]) {
    var strides = Array(repeating: 1, count: shape.count)
    for d in shape.indices.dropLast().reversed() { strides[d] = strides[d + 1] * shape[d + 1] }
    var places = [0]
    for d in order {
      places = places.flatMap { place in (0..<shape[d]).map { place + $0 * strides[d] } }
    }
    self.places = places
  }

  /// Our numbers in their order.
  func toTheirs<T>(_ ours: [T]) -> [T] {
    var theirs = ours
    for (our, their) in places.enumerated() { theirs[their] = ours[our] }
    return theirs
  }

  /// Their numbers in our order.
  func toOurs<T>(_ theirs: [T]) -> [T] { places.map { theirs[$0] } }
}
