import Numerics

/// What layers ask for before the memory is allocated: scratch, and places for their weights.
public struct MemoryPlan {
  /// The most samples of a pass.
  public let batch: Int
  /// Whether there will be a way back.
  public let isTraining: Bool
  /// Whether every convolution uses the plain algorithm, which the fast ones are compared with.
  let usesPlainConvolutions: Bool
  /// The stacks and layers that training leaves as they are.
  let frozen: [String]
  /// The bytes of a number.
  let size: Int
  private(set) var memory = ArenaPlan()
  private(set) var weights = ArenaPlan()
  private(set) var statistics = ArenaPlan()
  private(set) var tensors: [PlannedTensor] = []

  init<T: Scalar>(
    batch: Int, isTraining: Bool, usesPlainConvolutions: Bool = false, frozen: [String] = [],
    format: T.Type
  ) {
    self.frozen = frozen
    self.batch = batch
    self.usesPlainConvolutions = usesPlainConvolutions
    self.isTraining = isTraining
    size = MemoryLayout<T>.stride
  }

  /// Whether training leaves a layer, "encoder.0", as it is.
  func isFrozen(_ layer: String) -> Bool {
    frozen.contains { layer == $0 || LayerName.covers($0, layer) }
  }

  /// Memory for numbers that live as long as the network.
  public mutating func reserve(_ numbers: Int) -> Region { memory.reserve(numbers) }

  /// Memory for sums in double precision.
  public mutating func reserveDoubles(_ numbers: Int) -> Region {
    memory.reserve(numbers * 8 / size)
  }

  /// A place for a tensor of weights, whose full name is `name`.
  mutating func add(_ specification: ParameterSpecification, named name: String) -> Region {
    let region =
      specification.isTrained
      ? weights.reserve(specification.count) : statistics.reserve(specification.count)
    tensors.append(PlannedTensor(name: name, specification: specification, region: region))
    return region
  }
}

/// A tensor of weights and its place.
struct PlannedTensor: Sendable {
  let name: String
  let specification: ParameterSpecification
  let region: Region
}
