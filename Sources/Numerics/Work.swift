/// What a computation is expected to take, from the sizes of its data and its options alone.
///
/// Operations are counted in two kinds, because a core does ten times as many of one as of the other.
public struct Work: Sendable, Equatable {
  /// Multiply-adds of matrix products, and of loops as tight.
  public var multiplyAdds: Double
  /// Operations of everything else.
  public var operations: Double
  /// Seconds that it takes however small the data is.
  public var overhead: Double
  /// The most bytes that are held at once.
  public var memory: Double

  /// Gathers what is expected; a cost that is left out is none.
  public init(
    multiplyAdds: Double = 0, operations: Double = 0, overhead: Double, memory: Double
  ) {
    self.multiplyAdds = multiplyAdds
    self.operations = operations
    self.overhead = overhead
    self.memory = memory
  }

  /// Does something else so often afterwards.
  public mutating func add(_ other: Work, times: Int) {
    multiplyAdds += Double(times) * other.multiplyAdds
    operations += Double(times) * other.operations
    overhead += Double(times) * other.overhead
    memory = max(memory, other.memory)
  }

  /// One pass over samples that are held once more while they are mapped.
  public static func pass(over samples: SampleFacts) -> Work {
    let numbers = Double(samples.rows) * Double(samples.columns)
    return Work(operations: numbers, overhead: 0.02, memory: 8 * numbers)
  }
}

/// What is known of samples before they are computed.
public struct SampleFacts: Sendable, Equatable {
  /// The number of samples.
  public var rows: Int
  /// The numbers of each sample.
  public var columns: Int
  /// The most samples that can differ: equal images have equal representations.
  public var different: Int

  /// Gathers facts; all samples differ unless it is said otherwise.
  public init(rows: Int, columns: Int, different: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.different = different ?? rows
  }
}
