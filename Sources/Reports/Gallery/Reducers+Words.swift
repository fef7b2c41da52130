import Reduction
import Specification

extension OneOf where F == Reducers {
  /// What figures call a way to two dimensions: by its options too, where another is of its kind.
  func title(among others: [OneOf<Reducers>]) -> String {
    let isAlone = others.count { $0.kind == kind } < 2
    return isAlone
      ? type(of: value).title
      : SettingText.words(of: value).replacing(", dimensions 2", with: "")
  }

  /// What its axes are called, without their number.
  var axis: String {
    switch value {
    case is PCA: "PC"
    case is TSNE: "t-SNE"
    case is UMAP: "UMAP"
    default: "dimension "
    }
  }

  /// Whether it makes a plane of its own, and does not only change what is there.
  var isPlacing: Bool { value is PCA || value is TSNE || value is UMAP }
}
