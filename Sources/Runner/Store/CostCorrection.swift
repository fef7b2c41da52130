/// How much longer, or shorter, stages of each kind took than expected.
public struct CostCorrection: Sendable {
  private let factors: [String: Double]

  /// Learns from what stages took: the median ratio of each kind, between 1/50 and 50.
  public init(_ records: [DurationRecord]) {
    factors = Dictionary(grouping: records, by: \.kind).mapValues { records in
      let ratios = records.filter { $0.expected.seconds > 0 && $0.actual.seconds > 0 }
        .map { $0.actual.seconds / $0.expected.seconds }.sorted()
      return ratios.isEmpty ? 1 : min(50, max(0.02, ratios[ratios.count / 2]))
    }
  }

  /// What a kind's expectation is multiplied by; 1 when nothing is known.
  public func factor(of kind: String) -> Double { factors[kind] ?? 1 }

  /// The seconds a stage is expected to take, corrected.
  public func seconds(_ stage: Stage) -> Double { stage.cost.seconds * factor(of: stage.kind) }
}
