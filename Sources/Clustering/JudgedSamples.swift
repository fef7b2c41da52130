import Numerics
import Specification

/// The samples that a silhouette is the mean of.
public enum JudgedSamples: Sendable, Equatable {
  /// Every one.
  case all
  /// So many, drawn without repetition by a seed; all where there are no more.
  case drawn(count: Int, seed: UInt64)

  /// Their rows among `n`, ascending.
  func rows(of n: Int) -> [Int] {
    guard case .drawn(let count, let seed) = self, count < n else { return Array(0..<n) }
    var stream = RandomStream(seed: seed, purpose: "silhouette")
    return stream.permutation(n).prefix(count).sorted()
  }
}

/// How a silhouette is taken, as a file says it.
public enum SilhouetteChoice: String, Word {
  /// Of all samples up to `limit`, of a sample of them above.
  case automatic = "auto"
  /// Of all samples, however long it takes.
  case exact

  /// The most samples of which all are judged.
  public static let limit = 20_000
  /// How many are judged of more. Silhouettes deviate by about 0.2, so that the mean of the sample is
  /// within 0.006 of that of all nineteen times out of twenty.
  public static let sampleSize = 5000

  /// How many of so many samples are judged; nil: all.
  public func sample(of rows: Int) -> Int? {
    self == .exact || rows <= Self.limit ? nil : Self.sampleSize
  }
}
