import CKernels
import Numerics
import Specification

/// Telling the other view of an image from all views of other images: the normalised temperature-scaled
/// cross entropy, NT-Xent (Chen et al.: "A simple framework for contrastive learning of visual
/// representations", ICML 2020, equation 1, averaged over all 2 N views of a batch).
///
/// l(i, j) = -log(exp(cos(z_i, z_j) / temperature) / sum over k other than i of exp(cos(z_i, z_k) /
/// temperature)), where j is the other view of i's image.
public struct SimCLR: ViewObjective {
  /// What cosines are divided by.
  public var temperature = 0.5

  /// The paper's temperature for small images.
  public init() {}

  public static var kind: String { "simclr" }
  public static var title: String { "SimCLR" }
  public static var term: String { "NT-Xent" }
  public static var summary: String {
    "the other view of an image told from all views of other images, by the cosine (SimCLR)"
  }
  public static var fields: [Field<Self>] {
    [
      Field("temperature", \.temperature, "what cosines are divided by", .atLeast(1e-3))
    ]
  }

  /// Unit vectors and their lengths; cosines, probabilities and slopes of each with each.
  public func scratch(pairs: Count, size: Count) -> Count {
    2 * pairs * (size + 1 + 3 * 2 * pairs)
  }

  /// A vector's cosine with itself takes no part: this far below all others its exponential is 0.
  private static var apart: Double { -1e9 }

  /// The mean over all views.
  @_specialize(where T == Float)
  public func loss<T: Scalar>(of views: ViewPair<T>) -> Double {
    let rows = 2 * views.pairs
    let size = views.size
    let units = views.scratch.base
    let lengths = units + rows * size
    let cosines = lengths + rows
    let probabilities = cosines + rows * rows
    let slopes = probabilities + rows * rows
    for row in 0..<rows {
      let vector = views.vectors.base + row * size
      let length = max(T.kernels.sum_of_squares(size, vector).squareRoot(), 1e-12)
      lengths[row] = T(length)
      T.kernels.scale(size, 1 / length, vector, units + row * size)
      views.labels[row] = CInt(row < views.pairs ? row + views.pairs : row - views.pairs)
    }
    Product<T>(
      rows, rows, size, .rows(units, of: size), .transposed(units, of: size), into: cosines
    ).runInParallel()
    T.kernels.scale(rows * rows, 1 / temperature, cosines, cosines)
    for row in 0..<rows { cosines[row * rows + row] = T(Self.apart) }
    let total = T.kernels.cross_entropy_of_classes(
      rows, rows, cosines, views.labels, 0, 1 / Double(rows), probabilities,
      views.gradient == nil ? nil : slopes)
    if let gradient = views.gradient {
      goBack(slopes, units, lengths, rows: rows, size: size, to: gradient.base)
    }
    return total / Double(rows)
  }

  /// From the slopes G of the cosines: g = (G + G^T) u / temperature for each unit vector u, then
  /// (g - (g u) u) / length for what it is the direction of.
  private func goBack<T: Scalar>(
    _ slopes: UnsafeMutablePointer<T>, _ units: UnsafeMutablePointer<T>,
    _ lengths: UnsafeMutablePointer<T>, rows: Int, size: Int, to gradient: UnsafeMutablePointer<T>
  ) {
    Product<T>(
      rows, size, rows, .rows(slopes, of: rows), .rows(units, of: size), into: gradient
    ).runInParallel()
    Product<T>(
      rows, size, rows, .transposed(slopes, of: rows), .rows(units, of: size), into: gradient,
      from: .current
    ).runInParallel()
    for row in 0..<rows {
      let (g, unit) = (gradient + row * size, units + row * size)
      var along = 0.0
      for index in 0..<size { along += Double(g[index]) * Double(unit[index]) }
      T.kernels.add(size, -along, unit, g)
      T.kernels.scale(size, 1 / (temperature * Double(lengths[row])), g, g)
    }
  }
}
