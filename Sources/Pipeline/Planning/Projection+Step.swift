import Experiments
import Reduction
import Specification

extension Projection {
  /// The step that brings samples `[rows, columns]` to two dimensions; nil when there are too few.
  func step(rows: Int, columns: Int) -> OneOf<Reducers>? {
    let step: OneOf<Reducers>? =
      switch self {
      case .pca: OneOf(PCA(dimensions: min(2, columns)))
      case .tsne: OneOf(TSNE())
      }
    guard let step, (try? step.value.dimensions(rows: rows, columns: columns)) != nil else {
      return nil
    }
    return step
  }
}
