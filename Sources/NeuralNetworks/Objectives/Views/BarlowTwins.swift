import Numerics
import Specification

/// Making the correlation of each feature with itself, from one view to the other, 1 and that of different
/// features 0 (Zbontar et al.: "Barlow Twins: self-supervised learning via redundancy reduction", ICML
/// 2021, equations 1 and 2; variances are taken with the epsilon of the authors' batch norm).
///
/// C = the correlation matrix over the batch; the loss is the sum of (1 - C_ii)^2 plus lambda times the sum
/// of C_ij^2 for i other than j.
public struct BarlowTwins: ViewObjective {
  /// The weight of correlations of different features.
  public var lambda = 0.005

  /// The paper's weight.
  public init() {}

  public static var kind: String { "barlowTwins" }
  public static var title: String { "Barlow Twins" }
  public static var term: String { "Barlow Twins" }
  public static var summary: String {
    "each feature correlated with itself in the other view and with no other feature"
  }
  public static var fields: [Field<Self>] {
    [
      Field("lambda", \.lambda, "weight of the correlations of different features", .atLeast(0))
    ]
  }

  private static var epsilon: Double { 1e-5 }

  /// Normalised vectors and their slopes, a scale for each feature of either view, the correlations.
  public func scratch(pairs: Count, size: Count) -> Count {
    size * (4 * pairs + 2 + size)
  }

  /// The sum over all pairs of features.
  @_specialize(where T == Float)
  public func loss<T: Scalar>(of views: ViewPair<T>) -> Double {
    let (pairs, size) = (views.pairs, views.size)
    let first = views.scratch
    let second = first + views.count
    let scales = second + views.count
    let correlations = scales + 2 * size
    normalize(views, views.vectors, to: first, scales)
    normalize(views, views.vectors + views.count, to: second, scales + size)
    Product<T>(
      size, size, pairs, .transposed(first.base, of: size), .rows(second.base, of: size),
      into: correlations.base
    ).runInParallel()
    let total = total(correlations.base, size: size, pairs: Double(pairs))
    guard let gradient = views.gradient else { return total }
    let slopes = correlations + size * size
    Product<T>(
      pairs, size, size, .rows(second.base, of: size), .transposed(correlations.base, of: size),
      into: slopes.base
    ).runInParallel()
    Product<T>(
      pairs, size, size, .rows(first.base, of: size), .rows(correlations.base, of: size),
      into: (slopes + views.count).base
    ).runInParallel()
    goBack(views, slopes, first, scales, to: gradient)
    goBack(views, slopes + views.count, second, scales + size, to: gradient + views.count)
    return total
  }

  /// The loss of sums of products over the pairs, which become its slopes with respect to them.
  private func total<T: Scalar>(
    _ products: UnsafeMutablePointer<T>, size: Int, pairs: Double
  ) -> Double {
    var total = 0.0
    for row in 0..<size {
      for column in 0..<size {
        let correlation = Double(products[row * size + column]) / pairs
        let distance = row == column ? correlation - 1 : correlation
        let weight = row == column ? 1 : lambda
        total += weight * distance * distance
        products[row * size + column] = T(2 * weight * distance / pairs)
      }
    }
    return total
  }

  /// Brings every feature to mean 0 and variance 1 over the batch.
  private func normalize<T: Scalar>(
    _ views: ViewPair<T>, _ vectors: Numbers<T>, to normalized: Numbers<T>, _ scales: Numbers<T>
  ) {
    for column in 0..<views.size {
      let (mean, squares) = views.moments(of: vectors, column: column)
      let scale = 1 / (squares / Double(views.pairs) + Self.epsilon).squareRoot()
      scales.base[column] = T(scale)
      for place in stride(from: column, to: views.count, by: views.size) {
        normalized.base[place] = T((Double(vectors.base[place]) - mean) * scale)
      }
    }
  }

  /// dz = scale (dn - mean(dn) - n mean(dn n)), the means over the batch.
  private func goBack<T: Scalar>(
    _ views: ViewPair<T>, _ slopes: Numbers<T>, _ normalized: Numbers<T>, _ scales: Numbers<T>,
    to gradient: Numbers<T>
  ) {
    let pairs = Double(views.pairs)
    for column in 0..<views.size {
      let places = stride(from: column, to: views.count, by: views.size)
      var (sum, product) = (0.0, 0.0)
      for place in places {
        let slope = Double(slopes.base[place])
        sum += slope
        product += slope * Double(normalized.base[place])
      }
      let scale = Double(scales.base[column])
      for place in places {
        let n = Double(normalized.base[place])
        gradient.base[place] = T(
          scale * (Double(slopes.base[place]) - sum / pairs - n * product / pairs))
      }
    }
  }
}
