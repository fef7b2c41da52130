import Files
import Foundation
import Specification
import TestSupport

/// A folder with images, experiments and a store of its own, in which the built `sweep` runs as a
/// process.
struct SweepBench {
  /// The folder.
  let folder: TemporaryFolder

  /// The program, built beside the tests.
  static let program: String = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("sweep").path
    if FileManager.default.fileExists(atPath: beside) { return beside }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return bundle.appendingPathComponent("sweep").path
  }()

  /// Images of discs (class 0) and bars (class 1), 8 x 8 and gray: 60 to train, 20 to validate and 40
  /// to test.
  init() throws {
    folder = try TemporaryFolder()
    for (name, count, first) in [("train", 60, 0), ("validation", 20, 1000), ("test", 40, 2000)] {
      let images = (0..<count).flatMap {
        var image = DiscsAndBars.image($0 % 2, number: first + $0)
        // Discs and bars repeat: a mark keeps every image to its split.
        image[0] = UInt8(first / 100)
        return image
      }
      try NPYFile.write(images, shape: [count, 8, 8], to: folder.path("data/\(name).npy"))
      try NPYFile.write((0..<count).map { $0 % 2 }, to: folder.path("data/\(name)-labels.npy"))
    }
  }

  /// An experiment with a small dense autoencoder; `members` follow, each begun by a comma.
  static func experiment(
    epochs: Int = 4, model: String = autoencoder, data: String = "", members: String = ""
  ) -> String {
    """
    {
      "title": "Discs and bars",
      "dataset": {
        "train": { "images": "\(data)train.npy", "labels": "\(data)train-labels.npy" },
        "validation": { "images": "\(data)validation.npy", "labels": "\(data)validation-labels.npy" },
        "test": { "images": "\(data)test.npy", "labels": "\(data)test-labels.npy" }
      },
      "model": \(model),
      "training": { "epochs": \(epochs), "batchSize": 10 },
      "reduction": [{ "pca": { "dimensions": 3, "whiten": true } }],
      "clustering": { "kmeans": { "clusters": 2, "restarts": 3 } }\(members)
    }
    """
  }

  /// Flattened pixels to eight numbers and back.
  static let autoencoder = """
    { "autoencoder": { "encoder": ["flatten", { "linear": 24 }, "relu"], "latent": 8 } }
    """

  /// Flattened pixels to eight numbers, compared two views at a time.
  static let contrastive = """
    { "contrastive": { "encoder": ["flatten", { "linear": 24 }, "relu", { "linear": 8 }], \
    "projection": [12, 6], "objective": "simclr", "views": ["flip", { "randomResizedCrop": 0.5 }] } }
    """

  /// Writes an experiment under `experiments/`.
  @discardableResult
  func write(_ text: String, _ name: String = "x.json") throws -> String {
    try folder.write(Array(text.utf8), to: "experiments/\(name)")
    return "experiments/\(name)"
  }

  /// A run of the program, not waited for.
  func start(
    _ arguments: [String], environment: [String: String] = [:], limit: Int? = nil,
    addressSpace: Int? = nil
  ) throws -> SweepProcess {
    try SweepProcess(
      program: Self.program, arguments, in: folder.path,
      environment: ["SWEEP_STORE": ".sweep", "SWEEP_DATA": "data"].merging(environment) { $1 },
      limits: [("f", limit), ("v", addressSpace)])
  }

  /// Runs the program to its end.
  @discardableResult
  func sweep(
    _ arguments: String..., environment: [String: String] = [:], limit: Int? = nil
  ) throws -> SweepProcess.Ending {
    try start(arguments, environment: environment, limit: limit).wait()
  }

  /// The bytes of every file of the results, those about the run itself left out.
  func results(_ name: String = "results/x") throws -> [String: [UInt8]] {
    let root = folder.path(name)
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    var files: [String: [UInt8]] = [:]
    for name in names where name != "provenance.json" {
      if let data = FileManager.default.contents(atPath: root + "/" + name) {
        files[name] = Array(data)
      }
    }
    return files
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  /// The JSON of a file.
  func json(_ name: String) throws -> JSON {
    try JSONParser.parse(Source(name: name, bytes: Array(text(name).utf8)))
  }

  /// The folders of stored stages whose manifests hold a text.
  func stages(_ text: String) -> [String] {
    let root = folder.path(".sweep/stages")
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix("/stage.json") }.sorted().compactMap { name in
      let manifest = try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
      guard let manifest, manifest.contains(text) else { return nil }
      return "\(root)/\(name.dropLast("/stage.json".count))"
    }
  }

  /// Flips one bit of a stored file.
  func flipBit(of path: String) throws {
    let url = URL(fileURLWithPath: path)
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count / 2] ^= 1
    try FileManager.default.removeItem(at: url)
    try bytes.write(to: url)
  }
}
