import Experiments
import Numerics
import Specification

/// What a sweep came to: a row for every setting, a run for every seed.
///
/// It is a function of the experiment and the data alone, and becomes `results.json`.
public struct SweepResults: Sendable, Equatable {
  /// One row of the table.
  public struct Row: Sendable, Equatable {
    /// What tables and figures call it.
    public var label: String
    /// Its value on each axis, as tables print it.
    public var values: [String?]
    /// One run for each seed; none for a row that a search stopped.
    public var runs: [Run]
    /// Why a search did not train it to the end.
    public var stopped: String?

    /// Gathers a row.
    public init(label: String, values: [String?], runs: [Run], stopped: String? = nil) {
      self.label = label
      self.values = values
      self.runs = runs
      self.stopped = stopped
    }
  }

  /// One trial: one setting with one seed.
  public struct Run: Sendable, Equatable {
    /// The seed.
    public var seed: Int
    /// Why it has no result; nil for a run that has.
    public var failure: String?
    /// The numbers it is judged by.
    public var metrics: [Metric: Double]
    /// The keys of the stages that the numbers came from, by what the stage did.
    public var stages: [String: String]
  }

  /// The name of the experiment.
  public var name: String
  /// The heading of the report.
  public var title: String
  /// The paths that the sweep changes, and what tables call them.
  public var axes: [ExpandedSweep.Axis]
  /// The metrics, in the order of the table.
  public var metrics: [Metric]
  /// The rows, in the order of the sweep.
  public var rows: [Row]
  /// What is odd, and stopped nothing.
  public var notes: [ReportedNote] = []

  /// The values of a metric over the runs of a row that have it, in the order of the seeds.
  public func values(of metric: Metric, in row: Row) -> [Double] { row.values(of: metric) }

  /// Whether a run failed.
  public var hasFailures: Bool { rows.contains { $0.runs.contains { $0.failure != nil } } }
}

extension SweepResults {
  /// The version of the format of `results.json`.
  static let formatVersion = 2

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
      rows.append(
        Row(
          label: try required(row["label"]?.string, "label", row),
          values: (row["values"]?.elements ?? []).map(\.string), runs: runs,
          stopped: row["stopped"]?.string))
    }
    notes = (json["notes"]?.elements ?? []).compactMap(ReportedNote.init)
  }

  private static func metrics(in json: JSON?) -> [Metric: Double] {
    var metrics: [Metric: Double] = [:]
    for member in json?.members ?? [] {
      metrics[MetricRegistry.metric(written: member.name)] = member.value.number
    }
    return metrics
  }

  private static func stages(in json: JSON?) -> [String: String] {
    var stages: [String: String] = [:]
    for member in json?.members ?? [] { stages[member.name] = member.value.string }
    return stages
  }
}

extension SweepResults.Row {
  fileprivate func values(of metric: Metric) -> [Double] {
    runs.compactMap { $0.failure == nil ? $0.metrics[metric] : nil }
  }

  fileprivate func json(_ metrics: [Metric]) -> JSON {
    let reason = stopped.map { [("stopped", JSON.string($0))] } ?? []
    let summaries = metrics.sorted { $0.name < $1.name }.compactMap { metric in
      SampleSummary(values(of: metric)).map { (metric.name, $0.json) }
    }
    return .object(
      [
        ("label", JSON.string(label)),
        ("values", .array(values.map { $0.map(JSON.string) ?? .null })),
      ] + reason + [("summary", .object(summaries)), ("runs", .array(runs.map(\.json)))])
  }
}

extension SampleSummary {
  /// For readers of `results.json`; what one seed does not have is left out.
  fileprivate var json: JSON {
    let spread = deviation.map { [("deviation", JSON.number($0))] } ?? []
    let interval = interval().map {
      [("interval95", [$0.lowerBound, $0.upperBound].json)]
    }
    return .object(
      [("seeds", JSON.number(count)), ("mean", .number(mean))] + spread + (interval ?? []))
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
