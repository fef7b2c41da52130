import Numerics
import Specification

/// The kinds of comparison of two views of an image. A new one is one new file and one line here.
public enum ViewObjectives: Family {
  public typealias Member = any ViewObjective
  /// "view objective"
  public static var name: String { "view objective" }
  public static var kinds: [any Described.Type] {
    [SimCLR.self, BarlowTwins.self, VICReg.self]
  }
}

/// What is made small when two views of each image of a batch are compared.
public protocol ViewObjective: Described {
  /// What the axis of a figure calls it.
  static var term: String { get }
  /// The numbers that `loss` needs for so many pairs of vectors of a size.
  func scratch(pairs: Count, size: Count) -> Count
  /// The loss of a batch, not divided by its images unless the paper does; where the pair has a place for
  /// it, its gradient goes there. It is called without knowing the type of the numbers: where it works on
  /// them one by one, it is compiled for single precision too (`@_specialize`), several times as fast.
  func loss<T: Scalar>(of views: ViewPair<T>) -> Double
}

/// The projections of two views of each image of a batch.
public struct ViewPair<T: Scalar> {
  /// The vectors `[2 pairs, size]`: all first views, then all second ones, images in the same order.
  let vectors: Numbers<T>
  /// The place of the gradient, laid out as the vectors are; nil where it is not wanted.
  let gradient: Numbers<T>?
  /// How many images there are.
  let pairs: Int
  /// The numbers of a vector.
  let size: Int
  /// What `scratch` has asked for.
  let scratch: Numbers<T>
  /// A whole number for each vector.
  let labels: UnsafeMutablePointer<CInt>

  /// The numbers of one view's vectors.
  var count: Int { pairs * size }

  /// The mean of a column of some vectors `[pairs, size]`, and the sum of squared distances from it.
  func moments(of vectors: Numbers<T>, column: Int) -> (mean: Double, squares: Double) {
    var sum = 0.0
    for row in 0..<pairs { sum += Double(vectors.base[row * size + column]) }
    let mean = sum / Double(pairs)
    var squares = 0.0
    for row in 0..<pairs {
      let distance = Double(vectors.base[row * size + column]) - mean
      squares += distance * distance
    }
    return (mean, squares)
  }
}

/// Bringing two views of an image together, each changed at random by itself.
package struct TwoViews: Objective {
  /// How the views are compared.
  package let comparison: any ViewObjective
  /// The changes that make a view.
  package let changes: [OneOf<Augmentations>]

  /// Compares views that are made by changes.
  package init(_ comparison: any ViewObjective, changes: [OneOf<Augmentations>]) {
    self.comparison = comparison
    self.changes = changes
  }

  package func measured(by loss: (any Loss)?) throws -> TwoViews {
    guard loss == nil else { throw TrainingError.unsuitableLoss(Self.ownLoss) }
    return self
  }

  private static var ownLoss: String {
    "views are compared by the model's \"objective\": leave \"loss\" out"
  }

  package var title: String { "loss (\(type(of: comparison).term))" }
  package var views: Int { 2 }
  package var takesLoss: Bool { false }
  package var fewestImages: (count: Int, reason: String) {
    (2, "the views of an image are told from those of others, of which there are none")
  }

  package func augmentation(of training: Training) -> [OneOf<Augmentations>] { changes }

  package func findings(on training: Training) -> [(field: String, finding: Finding)] {
    let loss = training.loss == nil ? [] : [("loss", Finding.refusal(Self.ownLoss))]
    let augmentation =
      training.augmentation.isEmpty
      ? []
      : [
        (
          "augmentation",
          Finding.refusal(
            "what changes the images of a contrastive model are its \"views\": write it there")
        )
      ]
    return loss + augmentation
  }

  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    let pairs = Count(batch / views)
    return (0, comparison.scratch(pairs: pairs, size: Count(architecture.output.count)).value)
  }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    let pairs = pass.count / views
    let pair = ViewPair(
      vectors: output, gradient: gradient, pairs: pairs, size: network.architecture.output.count,
      scratch: network.scratch, labels: network.labels)
    // The loss belongs to the batch: it counts for each of its images.
    return LossSums(total: comparison.loss(of: pair) * Double(pairs), count: pairs)
  }
}
