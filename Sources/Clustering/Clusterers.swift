import Specification

/// The clusterers that a file can name.
public enum Clusterers: Family {
  /// All of them can group samples.
  public typealias Member = any Clusterer
  /// What messages call one.
  public static var name: String { "clusterer" }
  /// The kinds.
  public static var kinds: [any Described.Type] {
    [
      KMeans.self, MiniBatchKMeans.self, SphericalKMeans.self, Agglomerative.self,
      GaussianMixture.self, Spectral.self, DBSCAN.self, HDBSCAN.self,
    ]
  }
}
