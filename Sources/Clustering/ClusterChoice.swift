import Numerics
import Specification

/// How a number of clusters is chosen: every number of a range is tried, on the vectors that are clustered,
/// and the one of the best value is taken, of equal values the one of fewer clusters.
public struct ClusterChoice: Described, Equatable {
  /// What a number of clusters is worth.
  public enum Criterion: String, Word {
    /// The mean silhouette of the samples, the higher the better.
    case silhouette
    /// The Bayesian information criterion of a mixture, the lower the better.
    case bic

    /// The number that it compares.
    public var metric: Metric {
      switch self {
      case .silhouette: .silhouette
      case .bic: .bayesianInformation
      }
    }

    /// The fewest clusters that it is defined for.
    var fewest: Int {
      switch self {
      case .silhouette: 2
      case .bic: 1
      }
    }
  }

  /// What the numbers are compared by.
  public var criterion = Criterion.silhouette
  /// The fewest clusters.
  public var from = 2
  /// The most clusters.
  public var to = 12

  /// By the silhouette, from 2 to 12 clusters.
  public init() {}

  /// By a criterion, within a range.
  public init(by criterion: Criterion, _ counts: ClosedRange<Int>) {
    self.criterion = criterion
    (from, to) = (counts.lowerBound, counts.upperBound)
  }

  public static var kind: String { "clusterChoice" }
  public static var summary: String {
    "How a number of clusters is chosen: every number of a range is tried on the vectors that are "
      + "clustered, and the one of the best value is taken, of equal values the one of fewer clusters."
  }
  public static var fields: [Field<ClusterChoice>] {
    [
      Field(
        "choose", \.criterion,
        "What the numbers are compared by: the highest silhouette, or, of a Gaussian mixture, the "
          + "lowest Bayesian information criterion.", isRequired: true),
      Field("from", \.from, "The fewest clusters that are tried.", .atLeast(1)),
      Field("to", \.to, "The most clusters that are tried.", .atLeast(2)),
    ]
  }

  /// A range, for which the criterion is defined.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if from >= to {
      report("to", "\"to\" is \(to), and must be more than \"from\", which is \(from)")
    }
    if from < criterion.fewest {
      report(
        "from",
        "a \(criterion.metric.title) takes \(criterion.fewest) clusters: let \"from\" be "
          + "\(criterion.fewest) or more")
    }
  }

  /// The numbers that are tried.
  public var counts: ClosedRange<Int> { from...max(from, to) }

  /// How many samples the silhouettes are the means of; nil: all, or there are no silhouettes.
  public func sample(of rows: Int) -> Int? {
    criterion == .silhouette ? SilhouetteChoice.automatic.sample(of: rows) : nil
  }

  /// What a partition of samples is worth; nil where the criterion is not defined for it.
  ///
  /// Of many samples, the silhouette is that of some, the same for every number of clusters.
  func value(of partition: Partition, _ samples: Matrix<Float>) throws -> Double? {
    let measured: [Measurement]
    switch criterion {
    case .silhouette:
      let judged = sample(of: samples.rows).map { JudgedSamples.drawn(count: $0, seed: 0) }
      measured =
        try ClusterShape(of: samples, labels: partition.labels, judged: judged ?? .all)?
        .measurements ?? []
    case .bic: measured = partition.measurements
    }
    return measured[criterion.metric].flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether a value is better than another; equal ones are not.
  func prefers(_ value: Double, to other: Double) -> Bool {
    criterion.metric.better == .lower ? value < other : value > other
  }
}

extension Metric {
  /// The number of clusters that was chosen.
  public static let chosenClusters = Metric(
    "chosenClusters", title: "chosen clusters", unit: .count, better: .neither, on: .scored,
    digits: 0, comparedAtSame: [],
    formula: "The number of clusters that \"choose\" took of those from \"from\" to \"to\".")
}

/// How many clusters a method is told to make: a number, or one that is chosen among several.
public enum ClusterCount: Specifiable, Equatable {
  /// So many.
  case given(Int)
  /// The best of several numbers.
  case chosen(ClusterChoice)

  /// How the number is chosen; nil for one that is given.
  public var choice: ClusterChoice? {
    if case .chosen(let choice) = self { return choice }
    return nil
  }

  /// The numbers that are made, from the fewest clusters to the most.
  public var counts: ClosedRange<Int> {
    switch self {
    case .given(let count): count...count
    case .chosen(let choice): choice.counts
    }
  }

  /// Reads a number, or how to choose one.
  public static func read(
    _ json: JSON, at path: JSONPath, into problems: inout Problems
  ) -> ClusterCount? {
    if json.members != nil {
      return ClusterChoice.read(json, at: path, into: &problems).map(ClusterCount.chosen)
    }
    guard json.number != nil else {
      let example = JSON.object([("choose", .string("silhouette")), ("to", .number(12))]).canonical
      problems.expected("a whole number, or how to choose it, as \(example)", json, at: path)
      return nil
    }
    return Int.read(json, at: path, into: &problems).map(ClusterCount.given)
  }

  public var json: JSON {
    switch self {
    case .given(let count): count.json
    case .chosen(let choice): choice.json
    }
  }

  /// A whole number, or an object.
  public static func schema(_ book: inout SchemaBook) -> JSON {
    .object([
      (
        "anyOf",
        .array([Int.schema(&book), ClusterChoice.schema(&book), book.fileReference])
      )
    ])
  }

  public static var typeName: String { "integer or \(ClusterChoice.kind)" }

  /// The options of the choice.
  public static var structure: Structure { ClusterChoice.structure }
}

/// What every number of clusters was worth, and which one was taken.
public struct ChosenClusters: Described, Equatable {
  /// What they were compared by.
  public var criterion = ClusterChoice.Criterion.silhouette
  /// The fewest clusters that were tried.
  public var from = 2
  /// The value of each number from there; nil where the criterion is not defined.
  public var values: [Double?] = []
  /// The number that was taken.
  public var chosen = 2

  /// None were tried.
  public init() {}

  /// For what stages leave.
  public static var kind: String { "chosenClusters" }
  public static var summary: String { "What every number of clusters was worth." }
  public static var fields: [Field<ChosenClusters>] {
    [
      Field("criterion", \.criterion, "what they were compared by", isRequired: true),
      Field("from", \.from, "the fewest clusters that were tried", isRequired: true),
      Field("values", \.values, "the value of each number from there", isRequired: true),
      Field("chosen", \.chosen, "the number that was taken", isRequired: true),
    ]
  }

  /// The numbers that were tried.
  public var counts: Range<Int> { from..<from + values.count }
}

extension CountedClusterer {
  /// Makes every partition of a choice, and keeps the best.
  func best(
    of choice: ClusterChoice, _ samples: Matrix<Float>, seed: UInt64
  ) throws -> Partition {
    var tried = ChosenClusters()
    (tried.criterion, tried.from, tried.chosen) = (choice.criterion, choice.from, choice.from)
    var kept: Partition?
    var best: Double?
    try forEachPartition(of: samples, into: choice.counts, seed: seed) { partition in
      let value = try choice.value(of: partition, samples)
      tried.values.append(value)
      let isBetter = value.map { value in best.map { choice.prefers(value, to: $0) } ?? true }
      // Where none has a value, the fewest clusters are kept.
      guard kept == nil || isBetter ?? false else { return }
      (kept, best) = (partition, value)
      tried.chosen = tried.from + tried.values.count - 1
    }
    guard var kept else { throw ClusteringError.noSamples }
    kept.take(tried, notes: notes(on: tried, choice, rows: samples.rows))
    return kept
  }

  /// What is odd about a choice.
  private func notes(on tried: ChosenClusters, _ choice: ClusterChoice, rows: Int) -> [Note] {
    let title = choice.criterion.metric.title
    guard tried.values.contains(where: { $0 != nil }) else {
      return [
        Note(
          "clusters.undefined", "No number of clusters could be told from another",
          detail: "none of \(choice.from) to \(choice.to) has a \(title)",
          cure: "The fewest were taken: look whether the samples differ at all")
      ]
    }
    var notes: [Note] = []
    let isLowest = tried.chosen == choice.from && choice.from > choice.criterion.fewest
    if isLowest || tried.chosen == choice.to {
      notes.append(
        Note(
          "clusters.end", "The best number of clusters lies at the end of the range",
          detail: "\(tried.chosen) of \(choice.from) to \(choice.to), by \(title)",
          cure: isLowest
            ? "Lower \"from\": fewer clusters may be better still"
            : "Raise \"to\": more clusters may be better still"))
    }
    if let sample = choice.sample(of: rows) {
      notes.append(
        Note(
          "clusters.sample", "The number of clusters was chosen by a sample of the images",
          detail: "the silhouettes are those of \(sample) of \(rows), each measured against all",
          cure: "The same images judge every number; of \(SilhouetteChoice.limit) or fewer all do"))
    }
    return notes
  }
}
