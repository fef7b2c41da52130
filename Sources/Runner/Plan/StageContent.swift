import Specification

/// What a stage computes: all that its key covers, made when it is asked for, since a plan of a million
/// stages could not hold it written out.
public protocol StageContent: AnyObject, Sendable {
  /// What is computed, and which runner does it: "train", "embed", "cluster".
  var kind: String { get }
  /// The version of the runner's code.
  var version: Int { get }
  /// Options, the content hashes of data, the keys of the inputs.
  var specification: JSON { get }
  /// The stages whose artefacts are read; their keys are part of the specification too.
  var inputs: [StageKey] { get }
}

/// Content that was read from a file, or is made by hand.
final class WrittenContent: StageContent {
  let kind: String
  let version: Int
  let specification: JSON
  let inputs: [StageKey]

  init(kind: String, version: Int, specification: JSON, inputs: [StageKey]) {
    self.kind = kind
    self.version = version
    self.specification = specification
    self.inputs = inputs
  }
}
