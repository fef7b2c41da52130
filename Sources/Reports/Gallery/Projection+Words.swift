import Experiments

extension Projection {
  /// What figures call it.
  var title: String {
    switch self {
    case .pca: "PCA"
    case .tsne: "t-SNE"
    }
  }

  /// What its axes are called, without their number.
  var axis: String {
    switch self {
    case .pca: "PC"
    case .tsne: "t-SNE"
    }
  }
}
