import Files
import NeuralNetworks
import Runner
import Specification

/// Brings a file of weights into the store, so that trainings know no paths and read the bytes that
/// were planned with.
struct WeightsStage: StageSpecification {
  /// The SHA-256 of the file.
  var content = ""

  static var kind: String { "weights" }
  static var version: Int { 1 }
  static var summary: String { "Brings a file of weights into the store." }
  static var fields: [Field<WeightsStage>] {
    [Field("content", \.content, "the SHA-256 of the file", isRequired: true)]
  }

  /// The member of the context that says where the file is: paths are no part of the key.
  static let path = "path"

  var inputs: [StageKey] { [] }

  func compute(_ task: StageTask) throws {
    guard let path = task.stage.context[Self.path]?.string else {
      throw StageFailure("the stage names no file", isFinal: true)
    }
    let bytes = try StoredFile.bytes(at: path)
    guard SHA256.hexadecimal(of: bytes) == content else {
      throw StageFailure("\(path) has changed since the run was planned; start it again")
    }
    try task.write(bytes, as: ArtefactFile.weights)
  }
}
