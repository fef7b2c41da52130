import Numerics
import Specification

/// How many of the random starts of a k-means ended where the best one did.
///
/// When a share p of the starts reaches the best partition, all of n other starts miss it with a
/// probability of (1 - p)^n. Above 5 %, another seed may well come to another partition: that is odd
/// enough to be told.
package struct StartAgreement {
  /// How many starts there were.
  package let starts: Int
  /// How many of them came within 0.1 % of the lowest inertia.
  package let near: Int

  /// Compares the inertias of all starts.
  package init(inertias: [Double]) {
    let best = inertias.min() ?? 0
    starts = inertias.count
    near = inertias.count { $0 <= best * (1 + Self.tolerance) }
  }

  private static let tolerance = 1e-3
  private static let likely = 0.05

  /// The probability that as many other starts all miss the best partition.
  package var missing: Double {
    guard starts > 0 else { return 0 }
    let miss = 1 - Double(near) / Double(starts)
    return (0..<starts).reduce(1) { product, _ in product * miss }
  }

  /// What is odd about it, if anything.
  package var notes: [Note] {
    guard missing > Self.likely else { return [] }
    return [
      Note(
        "kmeans.starts", "The starts of k-means disagree",
        detail: "\(near) of \(starts) came within 0.1 % of the best inertia",
        cure: "Raise \"restarts\": another seed, or more starts, may find another partition")
    ]
  }
}
