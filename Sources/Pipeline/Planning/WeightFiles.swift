import Datasets
import Experiments
import Files
import NeuralNetworks
import Runner
import Specification

/// The files that first weights come from, each read once.
struct WeightFiles: Sendable {
  /// A file that holds tensors.
  struct Opened: Sendable {
    /// Where it was found.
    let path: String
    /// The SHA-256 of its bytes.
    let content: String
    /// Its tensors.
    let weights: Weights

    /// The stage that brings it into the store, where trainings read it: what is computed comes from
    /// the bytes that were planned with, or not at all.
    var stage: Stage {
      var stage = WeightsStage()
      stage.content = content
      let bytes = weights.tensors.reduce(0) { $0 + $1.values.count } * 4
      return stage.stage(
        "read \(path)", context: .object([(WeightsStage.path, .string(path))]),
        cost: Cost(seconds: 0.1, memory: 4 * bytes))
    }
  }

  private let resolver: PathResolver
  private var known: [String: Opened] = [:]

  /// Finds files with a resolver.
  init(resolver: PathResolver) { self.resolver = resolver }

  /// The files in use.
  var paths: [String] { known.values.map(\.path) }

  /// The file that a row's first weights come from, for its model; nil where they are drawn.
  ///
  /// - Throws: `Problems` when it is missing, damaged, or does not fit the model.
  mutating func file(of row: ExpandedSweep.Row, for architecture: Architecture) throws -> Opened? {
    guard let first = row.experiment.training.firstWeights else { return nil }
    let file = try opened(first, row)
    let faults = first.faults(of: file.weights, for: architecture)
    guard faults.isEmpty else {
      throw Problems(
        faults.map { fault in
          let place = Self.place(fault.field, in: row)
          let element = fault.index.flatMap { place.json?.elements?[$0] }
          let message = fault.field == "path" ? "\(file.path): \(fault.message)" : fault.message
          return Problem(
            message, at: fault.index.map { place.path.appending($0) } ?? place.path,
            location: (element ?? place.json)?.location)
        })
    }
    return file
  }

  private mutating func opened(
    _ first: FirstWeights, _ row: ExpandedSweep.Row
  ) throws -> Opened {
    let place = Self.place("path", in: row)
    do {
      let path = try resolver.resolve(
        resolver.placed(first.path, writtenIn: place.json?.location?.source), for: "init")
      if let opened = known[path] { return opened }
      let bytes = try StoredFile.bytes(at: path)
      let opened = Opened(
        path: path, content: SHA256.hexadecimal(of: bytes),
        weights: try SafeTensors.decode(bytes).weights)
      known[path] = opened
      return opened
    } catch {
      let isNamed = "\(error)".contains(first.path)
      throw Problem(
        isNamed ? "\(error)" : "\(first.path): \(error)", at: place.path,
        location: place.json?.location)
    }
  }

  /// An option of the row's first weights, and where it is written.
  private static func place(
    _ field: String, in row: ExpandedSweep.Row
  ) -> (path: JSONPath, json: JSON?) {
    let path = JSONPath([.name("training"), .name("init"), .name(field)])
    let json = row.source.json.value(at: path, in: ExperimentDocument.structure)
    let isShort = row.source["training"]?["init"]?.string != nil
    return (isShort ? JSONPath([.name("training"), .name("init")]) : path, json)
  }
}
