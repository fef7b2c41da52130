import Datasets
import Numerics
import Pipeline
import Runner
import Specification

/// The files that stages left, read by stage and name.
struct Artefacts {
  /// The path of a file of a stage, verified.
  let path: (StageKey, String) throws -> String

  /// A matrix `[n, d]`.
  func matrix(_ key: StageKey, _ file: String) throws -> Matrix<Float> {
    try StoredFile.matrix(at: path(key, file))
  }

  /// Integers `[n]`.
  func integers(_ key: StageKey, _ file: String) throws -> [Int] {
    try StoredFile.integers(at: path(key, file))
  }

  /// What a stage reports.
  func read<Content>(_ file: ReportFile<Content>, of key: StageKey) throws -> Content {
    try file.content(at: path(key, file.name))
  }
}
