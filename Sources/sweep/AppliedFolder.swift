import Datasets
import Experiments
import Files
import Foundation
import Numerics
import Pipeline
import Reports
import Specification

/// The folder that `sweep apply` writes into.
struct AppliedFolder {
  private let path: String
  /// What says that the folder is ours.
  private static let marker = "applied.json"

  init(_ path: String) { self.path = path }

  /// Makes sure that nothing is overwritten but what an earlier `sweep apply` left.
  ///
  /// - Throws: `UsageError` when the folder holds other files, or cannot be read.
  func check() throws(UsageError) {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { return }
    guard let names = try? files.contentsOfDirectory(atPath: path) else {
      throw UsageError("\(path) is no folder that can be read; name another one: --to DIR")
    }
    let isOurs = names.contains(Self.marker)
    guard isOurs || names.allSatisfy({ $0.hasPrefix(".") }) else {
      throw UsageError("\(path) holds other files; name another folder: --to DIR")
    }
  }

  /// Writes the files, all of them or none.
  ///
  /// - Returns: their names.
  func write(
    _ applied: AppliedRow, of images: AppliedImages, row: ExpandedSweep.Row, seed: Int,
    experiment: String
  ) throws -> [String] {
    var files: [(name: String, bytes: [UInt8])] = [
      ("labels.csv", Array(AppliedTable(applied, images.identifiers).csv.utf8)),
      (
        "embedding.npy",
        NPYFile.bytes(
          applied.embedding.elements, shape: [applied.count, applied.embedding.columns])
      ),
      ("sheet.png", try AppliedSheet(applied, images.images, scale: images.scale).png()),
    ]
    if let reduced = applied.reduced {
      files.append(
        (
          "reduced.npy",
          NPYFile.bytes(reduced.elements, shape: [applied.count, reduced.columns])
        ))
    }
    if let probabilities = applied.probabilities {
      files.append(
        (
          "probabilities.npy",
          NPYFile.bytes(probabilities.elements, shape: [applied.count, probabilities.columns])
        ))
    }
    if let reconstructions = applied.reconstructions {
      let shape = images.images.shape
      files.append(
        (
          "reconstructions.npy",
          NPYFile.bytes(
            reconstructions.elements,
            shape: [applied.count, shape.height, shape.width, shape.channels])
        ))
    }
    let about = JSON.object([
      ("experiment", .string(experiment)), ("row", .string(row.label)), ("seed", .number(seed)),
      ("images", .number(applied.count)), ("classes", applied.classNames.json),
      ("explanations", applied.explanations.json),
    ])
    files.append((Self.marker, Array((about.pretty + "\n").utf8)))
    let earlier: Set = ["reduced.npy", "probabilities.npy", "reconstructions.npy"]
    try FileSet.write(
      files, replacing: earlier.filter { FileManager.default.fileExists(atPath: path + "/" + $0) },
      to: path)
    return files.map(\.name)
  }
}
