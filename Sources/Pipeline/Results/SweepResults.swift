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
    /// The settings in which it differs from other rows, as JSON by their paths.
    public var settings: [String: JSON] = [:]
    /// How many images each share of images is taken of.
    public var images: [Metric: Int] = [:]

    /// Gathers a row.
    public init(label: String, values: [String?], runs: [Run], stopped: String? = nil) {
      self.label = label
      self.values = values
      self.runs = runs
      self.stopped = stopped
    }

    /// Whether its runs are one run repeated: nothing in it is drawn, so that every seed gives the
    /// same stages.
    public var drawsNothing: Bool {
      guard let first = runs.first, runs.count > 1 else { return false }
      return !first.stages.isEmpty && runs.allSatisfy { $0.stages == first.stages }
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
  /// The settings that all rows share, as JSON by their paths; nil in results of the first format.
  public var settings: [String: JSON]?

  /// The values of a metric over the runs of a row that have it, in the order of the seeds; one value
  /// where nothing is drawn, for there is one run however often it is repeated.
  public func values(of metric: Metric, in row: Row) -> [Double] { row.values(of: metric) }

  /// Whether a run failed.
  public var hasFailures: Bool { rows.contains { $0.runs.contains { $0.failure != nil } } }
}

extension SweepResults.Row {
  /// The values of a metric over the runs that have it; one where nothing is drawn.
  func values(of metric: Metric) -> [Double] {
    let found = runs.compactMap { $0.failure == nil ? $0.metrics[metric] : nil }
    return drawsNothing ? Array(found.prefix(1)) : found
  }
}

extension SampleSummary {
  /// The 95 % interval of the mean of a metric, by Student's distribution, cut where the metric ends; nil
  /// for a single value.
  public func interval(of metric: Metric) -> ClosedRange<Double>? {
    interval().map { interval in
      let range = metric.unit.range
      let low = min(max(interval.lowerBound, range.lowerBound), range.upperBound)
      return low...max(low, min(interval.upperBound, range.upperBound))
    }
  }
}
