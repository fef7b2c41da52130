import Experiments
import Foundation
import Specification
import TestSupport

/// A folder with experiment files, and what becomes of them.
struct Workbench {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A small experiment with a convolutional autoencoder; extra members stand before the last brace.
  static func experiment(_ extra: String = "") -> String {
    """
    {
      "title": "Test",
      "dataset": { "train": { "images": "train.npy" }, "test": { "images": "test.npy" } },
      "model": { "autoencoder": {
        "encoder": [{ "conv": 8, "kernel": 3 }, "relu", { "conv": 16, "kernel": 3 }], "latent": 32 } },
      "reduction": [{ "pca": { "dimensions": 8, "whiten": true } }],
      "clustering": { "kmeans": { "clusters": 2 } }\(extra.isEmpty ? "" : ",\n  " + extra)
    }
    """
  }

  func write(_ text: String, to name: String) throws {
    try folder.write(Array(text.utf8), to: name)
  }

  /// Expands a file of the folder.
  func expand(_ name: String = "x.json", set: [String] = []) throws -> ExpandedSweep {
    let data = folder.path("data")
    let file = try ExperimentFile(path: folder.path(name), arguments: set, dataFolder: data)
    return try ExpandedSweep(file, dataFolder: data)
  }

  /// Expands the small experiment with extra members.
  func expand(with extra: String, set: [String] = []) throws -> ExpandedSweep {
    try write(Self.experiment(extra), to: "x.json")
    return try expand(set: set)
  }

  /// The sweep of the small experiment.
  func rows(sweep: String) throws -> ExpandedSweep { try expand(with: "\"sweep\": \(sweep)") }

  /// What is wrong with a file, as `file:line:column path: message`.
  func problems(_ name: String = "x.json", set: [String] = []) -> [String] {
    do {
      _ = try expand(name, set: set)
      return []
    } catch let problems as Problems {
      return problems.list.map(shown)
    } catch {
      return ["\(error)"]
    }
  }

  /// What is wrong with the small experiment with extra members.
  func problems(with extra: String, set: [String] = []) throws -> [String] {
    try write(Self.experiment(extra), to: "x.json")
    return problems(set: set)
  }

  private func shown(_ problem: Problem) -> String {
    var place = ""
    if let location = problem.location {
      let (line, column, _) = location.position
      place = "\(location.source.name):\(line):\(column) "
    }
    return "\(place)\(problem.path): \(problem.message)".replacing(folder.path + "/", with: "")
  }
}
