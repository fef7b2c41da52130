import Foundation
import Runner
import Specification

/// The results below a folder, and the stages that they came from.
public struct CommittedResults {
  /// The stages that numbers and pictures were made of.
  public let keys: Set<StageKey>

  /// Reads every `results.json`, which names what numbers came from, and every `provenance.json`,
  /// which names the stages of pictures too.
  ///
  /// - Throws: what reading such a file throws: what it needs is unknown then.
  public init(below folder: String) throws {
    var keys: Set<StageKey> = []
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    for file in files.sorted() {
      let path = folder + "/" + file
      switch (file as NSString).lastPathComponent {
      case "results.json":
        let runs = try SweepResults(StoredFile.json(at: path)).rows.flatMap(\.runs)
        keys.formUnion(runs.flatMap(\.stages.values).compactMap { StageKey(hex: $0) })
      case "provenance.json":
        let stages = try StoredFile.json(at: path)["stages"]?.elements ?? []
        keys.formUnion(stages.compactMap { $0["key"]?.string.flatMap(StageKey.init(hex:)) })
      default: continue
      }
    }
    self.keys = keys
  }
}
