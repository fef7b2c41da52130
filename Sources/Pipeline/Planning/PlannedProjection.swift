import Experiments
import Reduction
import Runner
import Specification

/// A way to two dimensions for scatter plots, with the stage that goes it.
public struct PlannedProjection: Sendable {
  /// The reduction.
  public var reducer: OneOf<Reducers>
  /// The stage.
  public var key: StageKey
}

extension ReportOptions {
  /// A reduction by t-SNE that nobody asked for takes no more images.
  private static let mostImages = 5000
  /// Two principal components rarely show more classes than this apart.
  private static let fewClasses = 3

  /// The reductions that bring images to two dimensions: those that the file names, else PCA, and t-SNE
  /// where there are many classes.
  func planes(classes: Int, images: Int) -> [OneOf<Reducers>] {
    if let projections { return projections.map(\.reducer) }
    let isCrowded = classes > Self.fewClasses && images <= Self.mostImages
    return [OneOf(PCA(dimensions: 2)), isCrowded ? OneOf(TSNE()) : nil].compactMap { $0 }
  }
}

extension OneOf where F == Reducers {
  /// The reduction of samples `[rows, columns]` to the plane, or to the line where they have one column
  /// only; nil when there are too few of them.
  func placing(rows: Int, columns: Int) -> OneOf<Reducers>? {
    var step: OneOf<Reducers>? = self
    if var components = value as? PCA, columns < components.dimensions {
      components.dimensions = columns
      step = OneOf(components)
    }
    guard let step, (try? step.value.dimensions(rows: rows, columns: columns)) != nil else {
      return nil
    }
    return step
  }
}
