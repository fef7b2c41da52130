import Numerics
import Specification

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
  /// One sentence.
  public static var summary: String { "What every number of clusters was worth." }
  /// The fields.
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
