import Specification

/// One computation of a plan: a pure function of its specification.
public struct Stage: Sendable {
  /// What is computed, and which runner does it: "train", "embed", "cluster".
  public let kind: String
  /// The version of the runner's code; a runner of another version refuses the stage.
  public let version: Int
  /// The stage for people: "train autoencoder latent 32, seed 0". Not part of the key.
  public let title: String
  /// All that the result depends on: options, the content hashes of data, the keys of the inputs.
  ///
  /// It is made when it is asked for: a plan of a million stages could not hold it written out.
  public var specification: JSON { makeSpecification() }
  private let makeSpecification: @Sendable () -> JSON
  /// The stages whose artefacts are read.
  public let inputs: [StageKey]
  /// What the worker needs but the result does not depend on: data paths, checkpoint intervals.
  public let context: JSON
  /// What it is expected to take on one thread of this machine, before correction by experience.
  public let cost: Cost
  /// The SHA-256 of kind, version and specification.
  public let key: StageKey

  /// Describes a computation; the key follows from kind, version and specification.
  ///
  /// The keys of the inputs must be part of the specification too: they say which result is read.
  public init(
    kind: String, version: Int, title: String,
    specification: @escaping @autoclosure @Sendable () -> JSON, inputs: [StageKey] = [],
    context: JSON = .object([]), cost: Cost = Cost(seconds: 1)
  ) {
    self.kind = kind
    self.version = version
    self.title = title
    makeSpecification = specification
    self.inputs = inputs
    self.context = context
    self.cost = cost
    key = StageKey(kind: kind, version: version, specification: specification())
  }

  /// A stage that is only named, for messages: it cannot be computed.
  init(key: StageKey, kind: String, title: String) {
    self.key = key
    self.kind = kind
    self.title = title
    version = 0
    makeSpecification = { .null }
    inputs = []
    context = .null
    cost = Cost(seconds: 0)
  }
}

/// What a stage is expected to take.
public struct Cost: Sendable, Equatable {
  /// Seconds on one thread.
  public var seconds: Double
  /// Peak memory in bytes, beyond the program itself.
  public var memory: Int

  /// A cost in seconds and bytes; what is beyond counting becomes the most that a file can say.
  public init(seconds: Double, memory: Int = 0) {
    self.seconds = seconds.isFinite ? seconds : .greatestFiniteMagnitude
    self.memory = min(memory, JSON.largestInteger)
  }
}
