import Files
import Numerics

/// A place in planned memory: numbers whose count the plan knows.
///
/// Operations write only the places that belong to them, which is why it may cross threads.
public struct Numbers<T: Scalar>: @unchecked Sendable {
  /// The first number.
  let base: UnsafeMutablePointer<T>

  /// The place so many numbers further on.
  static func + (place: Numbers, distance: Int) -> Numbers {
    Numbers(base: place.base + distance)
  }
}

/// A part of an arena.
public struct Region: Sendable, Hashable {
  let offset: Int
  let count: Int
}

/// The sizes of an arena before it is allocated.
struct ArenaPlan {
  private(set) var count = 0

  /// Sets numbers aside; each region begins at a multiple of 64 bytes for any format.
  mutating func reserve(_ numbers: Int) -> Region {
    let region = Region(offset: count, count: numbers)
    count += (numbers + 15) / 16 * 16
    return region
  }
}

/// Memory that is allocated once and holds every region of a plan, zeros to begin with.
final class Arena<T: Scalar>: @unchecked Sendable {
  let count: Int
  private let base: UnsafeMutablePointer<T>

  /// Large memory lies on pages of 2 MB where the system has them: fewer of them to look up.
  private static var largePage: Int { 1 << 21 }

  init(_ plan: ArenaPlan) {
    count = plan.count
    let bytes = max(1, plan.count) * MemoryLayout<T>.stride
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: bytes < Self.largePage ? 4096 : Self.largePage)
    if bytes >= Self.largePage { Platform.useLargePages(raw, bytes) }
    base = raw.bindMemory(to: T.self, capacity: max(1, plan.count))
    base.initialize(repeating: 0, count: plan.count)
  }

  /// As many numbers as another arena, zeros.
  convenience init(copyingSizeOf other: Arena) {
    var plan = ArenaPlan()
    _ = plan.reserve(other.count)
    self.init(plan)
  }

  deinit { base.deallocate() }

  subscript(region: Region) -> Numbers<T> { Numbers(base: base + region.offset) }

  /// Everything, regions and the gaps between them.
  var all: Numbers<T> { Numbers(base: base) }

  /// The numbers of a region.
  func array(_ region: Region) -> [T] {
    Array(UnsafeBufferPointer(start: base + region.offset, count: region.count))
  }

  /// Writes a region.
  func write(_ values: [T], to region: Region) {
    for (index, value) in values.prefix(region.count).enumerated() {
      base[region.offset + index] = value
    }
  }
}

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
