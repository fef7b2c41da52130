import NeuralNetworks
import Specification

/// The first format of `results.json`, in which the accuracies of classifiers and of clusters had one
/// name.
enum FirstResultsFormat {
  /// The same results in the second format.
  static func translated(_ json: JSON) -> JSON {
    var found: Set<String> = []
    let rows = (json["rows"]?.elements ?? []).map { row in
      let runs = (row["runs"]?.elements ?? []).map { run -> JSON in
        let isClassified = run["stages"]?["classify"] != nil
        let metrics = (run["metrics"]?.members ?? []).map { member in
          (name(member.name, isClassified: isClassified), member.value)
        }
        found.formUnion(metrics.map(\.0))
        return replacing("metrics", in: run, by: .object(metrics))
      }
      return replacing("runs", in: row, by: .array(runs))
    }
    let names = (json["metrics"]?.elements ?? []).compactMap(\.string).flatMap { old in
      let new = [name(old, isClassified: false), name(old, isClassified: true)]
      let there = new.filter { found.contains($0) }
      return there.isEmpty ? [new[0]] : there
    }
    var seen: Set<String> = []
    let once = names.filter { seen.insert($0).inserted }
    return replacing(
      "rows", in: replacing("metrics", in: json, by: .array(once.map { .string($0) })),
      by: .array(rows))
  }

  /// `accuracy.test.final` as `finalAccuracy.test`, and `accuracy` of a classifier as its own.
  private static func name(_ old: String, isClassified: Bool) -> String {
    let words = old.split(separator: ".").map(String.init)
    guard words.first == "accuracy" else { return old }
    if words.count == 3, words[2] == "best" { return Metric.bestAccuracy.of(words[1]).name }
    if words.count == 3, words[2] == "final" { return Metric.finalAccuracy.of(words[1]).name }
    guard isClassified else { return old }
    let part = words.dropFirst().joined(separator: ".")
    return part.isEmpty
      ? Metric.classifierAccuracy.name : Metric.partClassifierAccuracy.of(part).name
  }

  private static func replacing(_ name: String, in json: JSON, by value: JSON) -> JSON {
    guard json[name] != nil else { return json }
    let members = (json.members ?? []).map {
      $0.name == name ? JSON.Member(name, value, location: $0.location) : $0
    }
    return JSON(.object(members), location: json.location)
  }
}
