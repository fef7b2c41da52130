import Files
import Numerics
import Runner
import Specification
import Synchronization

/// What one kind of stage computes, as a value: all that its result depends on.
///
/// Its JSON is what the stage's key covers. The random seed is part of it only where it matters.
protocol StageSpecification: Described {
  /// Raised whenever the code would give other bytes for the same specification.
  static var version: Int { get }
  /// The stages whose artefacts are read.
  var inputs: [StageKey] { get }
  /// Computes the stage and writes its files into `task.output`.
  func compute(_ task: StageTask) throws
}

/// Runs stages of one kind: reads the specification and computes it.
struct SpecifiedRunner<Specification: StageSpecification>: StageRunner {
  static var kind: String { Specification.kind }
  static var version: Int { Specification.version }

  func run(_ task: StageTask) throws {
    var problems = Problems()
    let read = Specification.read(task.stage.specification, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    try read?.compute(task)
  }
}

/// Every kind of stage that a worker can run.
public enum StageRunners {
  /// The runners, one for each kind.
  public static let all: [any StageRunner] = [
    SpecifiedRunner<PrepareStage>(), SpecifiedRunner<TrainStage>(), SpecifiedRunner<EmbedStage>(),
    SpecifiedRunner<ReconstructStage>(), SpecifiedRunner<ReduceStage>(),
    SpecifiedRunner<ClusterStage>(), SpecifiedRunner<ScoreStage>(),
    SpecifiedRunner<ClassifyStage>(), SpecifiedRunner<TrajectoryStage>(),
    SpecifiedRunner<LayersStage>(), SpecifiedRunner<InterpolationStage>(),
    SpecifiedRunner<EigenimagesStage>(), SpecifiedRunner<ExemplarStage>(),
    SpecifiedRunner<WeightsStage>(), SpecifiedRunner<ProbeStage>(),
  ]
}

/// A specification as the content of a stage.
private final class SpecifiedContent<Specification: StageSpecification>: StageContent {
  private let value: Specification

  init(_ value: Specification) { self.value = value }

  var kind: String { Specification.kind }
  var version: Int { Specification.version }
  var specification: JSON { value.json }
  var inputs: [StageKey] { value.inputs }
}

/// What stages do, in words; each text once, for there are few, and a million stages.
private let names = Mutex<Set<String>>([])

extension StageSpecification {
  /// The stage that computes this value.
  ///
  /// - Parameters:
  ///   - name: what it does, for people.
  ///   - owner: the trial that asks for it; none: all.
  ///   - context: what the worker needs but the result does not depend on.
  ///   - cost: what it is expected to take.
  /// - Returns: the stage.
  func stage(
    _ name: String, of owner: String? = nil, context: JSON? = nil, cost: Cost
  ) -> Stage {
    Stage(
      SpecifiedContent(self), name: names.withLock { $0.insert(name).memberAfterInsert },
      owner: owner, context: context, cost: cost)
  }
}

extension StageTask {
  /// Where a file of the result is written.
  func path(of file: String) -> String { output + "/" + file }

  /// A matrix that an input left.
  func matrix(_ key: StageKey, _ file: String) throws -> Matrix<Float> {
    try StoredFile.matrix(at: input(key, file))
  }

  /// Integers that an input left.
  func integers(_ key: StageKey, _ file: String) throws -> [Int] {
    try StoredFile.integers(at: input(key, file))
  }

  /// Writes a matrix into the output.
  func write(_ matrix: Matrix<Float>, as file: String) throws {
    try write(
      matrix.elements, shape: [matrix.rows, matrix.columns], as: file)
  }

  /// Writes an array of any shape into the output.
  func write(_ elements: [Float], shape: [Int], as file: String) throws {
    try NPYFile.write(elements, shape: shape, to: path(of: file))
  }

  /// Writes integers into the output.
  func write(_ integers: [Int], as file: String) throws {
    try NPYFile.write(integers, to: path(of: file))
  }

  /// Writes bytes into the output.
  func write(_ bytes: [UInt8], as file: String) throws {
    try AtomicFile.write(bytes, to: path(of: file))
  }
}

/// The key of another stage, written in a specification.
struct StageReference: Specifiable, Equatable {
  /// The key.
  var key: StageKey

  /// Refers to a stage.
  init(_ key: StageKey) { self.key = key }

  /// Refers to no stage that exists; a specification that is read replaces it.
  init() { key = Self.nothing }

  private static let nothing = StageKey(kind: "", version: 0, specification: .null)

  static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> StageReference? {
    guard let key = json.string.flatMap(StageKey.init(hex:)) else {
      problems.expected("the key of a stage", json, at: path)
      return nil
    }
    return StageReference(key)
  }

  var json: JSON { .string(key.hex) }

  static func schema(_ book: inout SchemaBook) -> JSON {
    .object([("type", .string("string"))])
  }

  static var typeName: String { "key of a stage" }
}
