import Numerics
import Specification

/// The kinds of comparison of two views of an image. A new one is one new file and one line here.
public enum ViewObjectives: Family {
  /// What every comparison can do.
  public typealias Member = any ViewObjective
  /// "view objective"
  public static var name: String { "view objective" }
  /// Every kind, in the order the reference shows them.
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
  /// it, its gradient goes there.
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
