import Specification

/// The reductions that a file can name.
public enum Reducers: Family {
  /// All of them can fit samples and map them.
  public typealias Member = any Reducer
  /// What messages call one.
  public static var name: String { "reduction" }
  /// The kinds.
  public static var kinds: [any Described.Type] {
    [PCA.self, TSNE.self, UMAP.self, Standardize.self, NormalizeRows.self, Take.self]
  }
}
