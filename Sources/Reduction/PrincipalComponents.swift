import Numerics
import Specification

/// What principal component analysis found: the map to scores, and back.
public struct PrincipalComponents: SampleMap {
  /// The mean of the samples, the "mean image": `[d]`.
  public let mean: [Double]
  /// The directions, of length one and orthogonal, one a row, the largest variance first, the entry of
  /// the largest magnitude positive: `[k, d]`. A direction without variance is all zeros.
  public let components: Matrix<Double>
  /// The variance along each direction, by n - 1: `[k]`.
  public let variances: [Double]
  /// The share of each direction in the total variance: `[k]`; zeros where there is no variance.
  public let ratios: [Double]
  /// Whether scores are divided by their standard deviation.
  public let whiten: Bool

  /// Above this number of entries, components multiply in single precision: the error of a score is
  /// about 10^-7 of the length of the sample.
  private static let doublePrecisionLimit = 1 << 17

  /// Variance below this share of the total is rounding.
  static func noiseFloor(total: Double) -> Double { total * 1e-13 }

  /// Gathers unnormalised variances (`scatters`, by 1 instead of n - 1) and directions `[k, d]`, and
  /// settles the signs.
  init(
    _ centred: CentredSamples, scatters: [Double], directions: Matrix<Double>, total: Double,
    whiten: Bool
  ) {
    let degrees = Double(centred.samples.rows - 1)
    let floor = Self.noiseFloor(total: total)
    mean = centred.mean
    variances = scatters.map { $0 > floor ? $0 / degrees : 0 }
    ratios = scatters.map { $0 > floor ? $0 / total : 0 }
    self.whiten = whiten
    var components = directions
    let columns = components.columns
    components.elements.withUnsafeMutableBufferPointer { elements in
      for (row, scatter) in scatters.enumerated() {
        let places = row * columns..<(row + 1) * columns
        var largest = 0.0
        for place in places where abs(elements[place]) > abs(largest) { largest = elements[place] }
        let sign: Double = scatter <= floor ? 0 : largest < 0 ? -1 : 1
        for place in places { elements[place] *= sign }
      }
    }
    self.components = components
  }

  /// The scores of samples `[m, d]`: centred, projected, and scaled when whitening: `[m, k]`.
  ///
  /// - Throws: `ReductionError.columnsDiffer` for samples of another width.
  public func apply(to samples: Matrix<Float>) throws -> Matrix<Float> {
    guard samples.columns == mean.count else {
      throw ReductionError.columnsDiffer(fitted: mean.count, found: samples.columns)
    }
    let centred = CentredSamples(samples, mean: mean)
    var scores =
      components.elements.count <= Self.doublePrecisionLimit
      ? centred.projected(on: components)
      : centred.projected(on: components.converted(to: Float.self))
    scale(&scores) { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    return scores.converted(to: Float.self)
  }

  /// The samples `[m, d]` that scores `[m, k']` stand for, k' <= k: reconstructions from the first k'
  /// components.
  ///
  /// - Throws: `ReductionError.columnsDiffer` for more scores than there are components.
  public func invert(_ scores: Matrix<Float>) throws -> Matrix<Float> {
    guard scores.columns <= components.rows else {
      throw ReductionError.columnsDiffer(fitted: components.rows, found: scores.columns)
    }
    var unscaled = scores.converted(to: Double.self)
    scale(&unscaled) { $0.squareRoot() }
    let chosen = components.selecting(rows: 0..<scores.columns)
    var samples = Matrix.product(unscaled, .none, chosen)
    for row in 0..<samples.rows {
      for column in 0..<samples.columns { samples[row, column] += mean[column] }
    }
    return samples.converted(to: Float.self)
  }

  /// Components beyond what the samples span.
  var notes: [Note] {
    let rank = variances.count { $0 > 0 }
    guard rank < variances.count else { return [] }
    return [
      Note(
        "pca.rank", "Principal components without variance are zero for every sample",
        detail: rank == 0
          ? "all samples are equal" : "the samples span \(rank) of \(variances.count) dimensions",
        cure: "Keep no more dimensions than that; a representation that should span more has "
          + "collapsed")
    ]
  }

  /// Multiplies each column by a function of its variance, when whitening.
  private func scale(_ scores: inout Matrix<Double>, by factor: (Double) -> Double) {
    guard whiten else { return }
    let factors = variances.map(factor)
    for row in 0..<scores.rows {
      for column in 0..<scores.columns { scores[row, column] *= factors[column] }
    }
  }
}

extension Metric {
  /// The share of the variance along a principal component, counted from 1.
  public static let share = Metric(
    "share.COMPONENT", title: "share of component COMPONENT", unit: .percent, better: .neither,
    role: .headline, on: .scored, digits: 1, comparedAtSame: [.images, .space],
    formula: "The variance along a principal component over the variance of all.")
}
