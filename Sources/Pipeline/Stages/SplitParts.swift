import Datasets
import Files
import Specification

/// The parts of a split that are scored separately.
///
/// In a specification they are a digest of names and members, so that keys stay short; the members
/// travel in the context of the stage.
struct SplitParts: Sendable, Equatable {
  /// One part.
  struct Part: Sendable, Equatable {
    /// What tables call it.
    let name: String
    /// Its images, from 0.
    let indices: [Int]
  }

  /// The parts, in the order of the dataset.
  let list: [Part]

  /// Takes over the parts of a dataset.
  init(_ parts: [Dataset.Part] = []) {
    list = parts.map { Part(name: $0.name, indices: $0.indices) }
  }

  /// Reads what `json` writes.
  init(_ json: JSON) {
    list = (json.elements ?? []).compactMap { part in
      guard let name = part["name"]?.string, let indices = part["indices"]?.elements else {
        return nil
      }
      return Part(name: name, indices: indices.compactMap(\.integer))
    }
  }

  /// Names and members.
  var json: JSON {
    .array(list.map { .object([("name", .string($0.name)), ("indices", $0.indices.json)]) })
  }

  /// The SHA-256 of names and members; empty without parts.
  var digest: String {
    list.isEmpty ? "" : SHA256.hexadecimal(of: Array(json.canonical.utf8))
  }

  /// The share of right predictions in each part, as the metric of that part.
  func measurements(of metric: Metric, predicted: [Int], classes: [Int]) -> [Measurement] {
    list.filter { !$0.indices.isEmpty }.map { part in
      let right = part.indices.count { predicted[$0] == classes[$0] }
      return Measurement(metric.of(part.name), Double(right) / Double(part.indices.count))
    }
  }
}
