import Experiments
import NeuralNetworks
import Numerics
import Specification

extension SweepResults {
  /// The version of the format of `results.json`.
  public static let formatVersion = 2

  /// The content of `results.json`, every number at full precision.
  public var json: JSON {
    .object([
      ("format", .number(Self.formatVersion)),
      ("name", .string(name)),
      ("title", .string(title)),
      (
        "axes",
        .array(axes.map { .object([("path", .string($0.path)), ("title", .string($0.title))]) })
      ),
      ("metrics", .array(metrics.map { .string($0.name) })),
      ("settings", settings.map { .object($0.inOrder) } ?? .null),
      ("rows", .array(rows.map { $0.json(metrics) })),
      ("notes", .array(notes.map(\.json))),
    ])
  }

  /// Reads `results.json`.
  ///
  /// - Throws: `Problem` when the text is not what `json` writes.
  public init(_ json: JSON) throws(Problem) {
    func required<T>(_ value: T?, _ what: String, _ place: JSON) throws(Problem) -> T {
      guard let value else {
        throw Problem(
          "these are no results of a sweep: \(what) is missing or wrong", location: place.location)
      }
      return value
    }
    let format = try required(json["format"]?.integer, "format", json)
    guard (1...Self.formatVersion).contains(format) else {
      throw Problem(
        "results of format \(format) cannot be compared with format \(Self.formatVersion)",
        location: json.location)
    }
    let json = format == 1 ? FirstResultsFormat.translated(json) : json
    name = try required(json["name"]?.string, "name", json)
    title = try required(json["title"]?.string, "title", json)
    axes = []
    for axis in try required(json["axes"]?.elements, "axes", json) {
      axes.append(
        ExpandedSweep.Axis(
          path: try required(axis["path"]?.string, "path", axis),
          title: try required(axis["title"]?.string, "title", axis)))
    }
    metrics = []
    for metric in try required(json["metrics"]?.elements, "metrics", json) {
      let name = try required(metric.string, "the name of a metric", metric)
      metrics.append(MetricRegistry.metric(written: name))
    }
    rows = []
    for row in try required(json["rows"]?.elements, "rows", json) {
      var runs: [Run] = []
      for run in try required(row["runs"]?.elements, "runs", row) {
        runs.append(
          Run(
            seed: try required(run["seed"]?.integer, "seed", run),
            failure: run["failure"]?.string,
            metrics: Self.metrics(in: run["metrics"]), stages: Self.stages(in: run["stages"])))
      }
      var read = Row(
        label: try required(row["label"]?.string, "label", row),
        values: (row["values"]?.elements ?? []).map(\.string), runs: runs,
        stopped: row["stopped"]?.string)
      read.settings = Self.settings(in: row["settings"]) ?? [:]
      for summary in row["summary"]?.members ?? [] {
        read.images[MetricRegistry.metric(written: summary.name)] =
          summary.value["images"]?.integer
      }
      rows.append(read)
    }
    settings = Self.settings(in: json["settings"])
    notes = (json["notes"]?.elements ?? []).compactMap(ReportedNote.init)
  }

  private static func metrics(in json: JSON?) -> [Metric: Double] {
    var metrics: [Metric: Double] = [:]
    for member in json?.members ?? [] {
      metrics[MetricRegistry.metric(written: member.name)] = member.value.number
    }
    return metrics
  }

  private static func settings(in json: JSON?) -> [String: JSON]? {
    json?.members.map { members in
      Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
  }

  private static func stages(in json: JSON?) -> [String: String] {
    var stages: [String: String] = [:]
    for member in json?.members ?? [] { stages[member.name] = member.value.string }
    return stages
  }
}

extension SweepResults.Row {
  fileprivate func json(_ metrics: [Metric]) -> JSON {
    let reason = stopped.map { [("stopped", JSON.string($0))] } ?? []
    let summaries = metrics.sorted { $0.name < $1.name }.compactMap { metric in
      SampleSummary(values(of: metric)).map { summary in
        (metric.name, summary.json(of: metric, images: images[metric]))
      }
    }
    return .object(
      [
        ("label", JSON.string(label)),
        ("values", .array(values.map { $0.map(JSON.string) ?? .null })),
      ] + reason + (settings.isEmpty ? [] : [("settings", .object(settings.inOrder))])
        + [("summary", .object(summaries)), ("runs", .array(runs.map(\.json)))])
  }
}

extension [String: JSON] {
  /// The members of an object, by name.
  fileprivate var inOrder: [(String, JSON)] {
    sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension SampleSummary {
  /// For readers of `results.json`; what one seed does not have is left out.
  fileprivate func json(of metric: Metric, images: Int?) -> JSON {
    let spread = deviation.map { [("deviation", JSON.number($0))] } ?? []
    let interval = interval(of: metric).map {
      [("interval95", [$0.lowerBound, $0.upperBound].json)]
    }
    let counted = images.map { [("images", JSON.number($0))] } ?? []
    let share = count == 1 ? images.flatMap { Proportion(share: mean, trials: $0) } : nil
    let ofImages = share.map { share in
      [("interval95OfImages", [share.interval().lowerBound, share.interval().upperBound].json)]
    }
    return .object(
      [("seeds", JSON.number(count)), ("mean", .number(mean))] + spread + (interval ?? []) + counted
        + (ofImages ?? []))
  }
}

extension SweepResults.Run {
  fileprivate var json: JSON {
    let outcome = failure.map { [("failure", JSON.string($0))] } ?? []
    return .object(
      [("seed", JSON.number(seed))] + outcome + [
        (
          "metrics",
          .object(
            metrics.sorted { $0.key.name < $1.key.name }.map { ($0.key.name, .number($0.value)) })
        ),
        ("stages", .object(stages.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ])
  }
}

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
