import Specification

/// One computation of a plan: a pure function of its specification.
public struct Stage: Sendable {
  /// What it does, and for whom: text that many stages share.
  private let (name, owner): (String, String?)
  private let content: any StageContent
  private let sharedContext: Shared<JSON>
  /// What it is expected to take on one thread of this machine, before correction by experience.
  public let cost: Cost
  /// The SHA-256 of kind, version and specification.
  public let key: StageKey

  /// What is computed, and which runner does it: "train", "embed", "cluster".
  public var kind: String { content.kind }
  /// The version of the runner's code; a runner of another version refuses the stage.
  public var version: Int { content.version }
  /// The stage for people: "train autoencoder: latent 32, seed 0". Not part of the key.
  public var title: String { owner.map { "\(name): \($0)" } ?? name }
  /// All that the result depends on: options, the content hashes of data, the keys of the inputs.
  public var specification: JSON { content.specification }
  /// The stages whose artefacts are read.
  public var inputs: [StageKey] { content.inputs }
  /// What the worker needs but the result does not depend on: data paths, checkpoint intervals.
  public var context: JSON { sharedContext.wrappedValue }

  private static let noContext = Shared(wrappedValue: JSON.object([]))

  /// Describes a computation; the key follows from its content.
  ///
  /// - Parameters:
  ///   - content: what is computed.
  ///   - name: what it does, for people.
  ///   - owner: for whom; none: for all.
  ///   - context: what the worker needs but the result does not depend on.
  ///   - cost: what it is expected to take.
  public init(
    _ content: any StageContent, name: String, owner: String? = nil, context: JSON? = nil,
    cost: Cost
  ) {
    self.content = content
    self.name = name
    self.owner = owner
    self.cost = cost
    sharedContext = context.map { Shared(wrappedValue: $0) } ?? Self.noContext
    key = StageKey(
      kind: content.kind, version: content.version, specification: content.specification)
  }

  /// Describes a computation; the key follows from kind, version and specification.
  ///
  /// The keys of the inputs must be part of the specification too: they say which result is read.
  public init(
    kind: String, version: Int, title: String, specification: JSON, inputs: [StageKey] = [],
    context: JSON = .object([]), cost: Cost = Cost(seconds: 1)
  ) {
    self.init(
      WrittenContent(kind: kind, version: version, specification: specification, inputs: inputs),
      name: title, context: context, cost: cost)
  }

  /// A stage that is only named, for messages: it cannot be computed.
  init(key: StageKey, kind: String, title: String) {
    self.key = key
    content = WrittenContent(kind: kind, version: 0, specification: .null, inputs: [])
    (name, owner) = (title, nil)
    sharedContext = Shared(wrappedValue: .null)
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
