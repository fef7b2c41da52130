import Numerics
import Specification

/// Bringing the views of an image together while every feature keeps its spread over the batch and no two
/// features say the same (Bardes, Ponce and LeCun: "VICReg", ICLR 2022, equations 1 to 6).
///
/// The loss is lambda s(Z, Z') + mu (v(Z) + v(Z')) + nu (c(Z) + c(Z')): s is the mean squared distance of two
/// views, v the mean over features of max(0, 1 - sqrt(variance + 1e-4)), c the sum of squared covariances of
/// different features divided by their number.
public struct VICReg: ViewObjective {
  /// The weight of the distance of two views.
  public var lambda = 25.0
  /// The weight of spread.
  public var mu = 25.0
  /// The weight of covariances.
  public var nu = 1.0

  /// The paper's weights.
  public init() {}

  public static var kind: String { "vicreg" }
  public static var title: String { "VICReg" }
  public static var term: String { "VICReg" }
  public static var summary: String {
    "views brought together, features held apart by variance and covariance (VICReg)"
  }
  public static var fields: [Field<Self>] {
    [
      Field("lambda", \.lambda, "weight of the distance of two views", .atLeast(0)),
      Field("mu", \.mu, "weight of the spread of features", .atLeast(0)),
      Field("nu", \.nu, "weight of the covariances of features", .atLeast(0)),
    ]
  }

  private static var epsilon: Double { 1e-4 }

  /// Centred vectors of a view, and the covariances.
  public func scratch(pairs: Count, size: Count) -> Count { size * (pairs + size) }

  /// Invariance, variance and covariance.
  @_specialize(where T == Float)
  public func loss<T: Scalar>(of views: ViewPair<T>) -> Double {
    let pairs = Double(views.pairs)
    let (first, second) = (views.vectors, views.vectors + views.count)
    var distance = 0.0
    for place in 0..<views.count {
      let difference = Double(first.base[place]) - Double(second.base[place])
      distance += difference * difference
      guard let gradient = views.gradient else { continue }
      gradient.base[place] = T(2 * lambda * difference / pairs)
      gradient.base[views.count + place] = T(-2 * lambda * difference / pairs)
    }
    return lambda * distance / pairs + spread(views, first, views.gradient)
      + spread(views, second, views.gradient.map { $0 + views.count })
  }

  /// mu v + nu c of one view, whose gradient is added.
  private func spread<T: Scalar>(
    _ views: ViewPair<T>, _ vectors: Numbers<T>, _ gradient: Numbers<T>?
  ) -> Double {
    let (pairs, size) = (views.pairs, views.size)
    let freedom = Double(max(1, pairs - 1))
    let centred = views.scratch
    let covariances = centred + views.count
    var total = 0.0
    for column in 0..<size {
      let (mean, squares) = views.moments(of: vectors, column: column)
      let deviation = (squares / freedom + Self.epsilon).squareRoot()
      total += mu / Double(size) * max(0, 1 - deviation)
      let slope = deviation < 1 ? -mu / Double(size) / (freedom * deviation) : 0
      for place in stride(from: column, to: views.count, by: size) {
        let distance = Double(vectors.base[place]) - mean
        centred.base[place] = T(distance)
        if let gradient { gradient.base[place] += T(slope * distance) }
      }
    }
    Product<T>(
      size, size, pairs, .transposed(centred.base, of: size), .rows(centred.base, of: size),
      into: covariances.base
    ).runInParallel()
    for row in 0..<size {
      for column in 0..<size {
        let covariance = row == column ? 0 : Double(covariances.base[row * size + column]) / freedom
        total += nu / Double(size) * covariance * covariance
        covariances.base[row * size + column] = T(4 * nu / Double(size) * covariance / freedom)
      }
    }
    guard let gradient else { return total }
    Product<T>(
      pairs, size, size, .rows(centred.base, of: size), .rows(covariances.base, of: size),
      into: gradient.base, from: .current
    ).runInParallel()
    return total
  }
}
