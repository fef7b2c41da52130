import Numerics
import Specification

/// A mixture of Gaussians, fitted by expectation and maximisation (Dempster, Laird, Rubin 1977); a sample
/// belongs to the component most likely to have made it.
public struct GaussianMixture: CountedClusterer, Equatable {
  /// What the components' covariances may be.
  public enum Covariance: String, Word {
    /// Each component its own matrix.
    case full
    /// All components the same matrix.
    case tied
    /// Each component its own variance along every column.
    case diagonal
    /// Each component one variance.
    case spherical
  }

  /// The number of components; nil takes the number of classes of the dataset.
  public var clusters: ClusterCount?
  /// What the components' covariances may be.
  public var covariance = Covariance.full
  /// How often it starts afresh; the highest likelihood wins.
  public var restarts = 1
  /// The most rounds of one start.
  public var iterations = 100
  /// A start ends when the mean log-likelihood of a sample grows by less.
  public var tolerance = 1e-3
  /// What is added to every variance, so that none becomes zero.
  public var regularization = 1e-6

  /// As many components as classes, full covariances.
  public init() {}

  /// A given number of components.
  public init(clusters: Int, covariance: Covariance = .full) {
    self.clusters = .given(clusters)
    self.covariance = covariance
  }

  public static var kind: String { "gaussianMixture" }
  public static var title: String { "Gaussian mixture" }
  public static var summary: String {
    "A mixture of Gaussians; a sample belongs to the component most likely to have made it."
  }
  public static var fields: [Field<GaussianMixture>] {
    [
      clusterCount(called: "components"),
      Field("covariance", \.covariance, "What the components' covariances may be."),
      Field(
        "restarts", \.restarts, "How often it starts afresh; the highest likelihood wins.",
        .between(1, 10_000)),
      Field("iterations", \.iterations, "The most rounds of one start.", .atLeast(1)),
      Field(
        "tolerance", \.tolerance,
        "A start ends when the mean log-likelihood of a sample grows by less.", .atLeast(0)),
      Field(
        "regularization", \.regularization,
        "What is added to every variance, so that none becomes zero.", .atLeast(0)),
    ]
  }

  /// What it makes large or small.
  public static var metrics: [Metric] { [.logLikelihood, .bayesianInformation, .iterations] }

  /// The k-means that starts it draws.
  public var isRandom: Bool { true }

  /// Half of the rounds of each start, and the samples in double precision.
  public func work(on samples: SampleFacts, into counts: ClosedRange<Int>) -> Work {
    let (n, d) = (Double(samples.rows), Double(samples.columns))
    let isMatrix = covariance == .full || covariance == .tied
    let round = n * d * (isMatrix ? d : 8) * counts.sum
    return .clustering(
      samples, operations: round * Double(restarts) * Double(iterations) / 2,
      memory: 32 * n * d + 16 * n * Double(counts.upperBound))
  }

  /// Groups samples `[n, d]`.
  ///
  /// - Throws: `ClusteringError` for a covariance that is singular in spite of the regularization.
  public func cluster(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> Partition {
    let fits = try fits(samples, into: count, seed: seed)
    let likelihoods = fits.map(\.logLikelihood)
    let best = Self.best(of: fits)
    return Partition(
      labels: best.labels, clusters: best.means.rows,
      measurements: [
        Measurement(.logLikelihood, best.logLikelihood),
        Measurement(.bayesianInformation, best.bayesianInformation),
        Measurement(.iterations, Double(best.rounds)),
      ],
      report: .object([
        ("converged", best.hasConverged.json), ("logLikelihoods", likelihoods.json),
      ]),
      centres: best.means.adding(toEveryRow: samples.columnMeans).converted(to: Float.self),
      notes: best.hasConverged ? [] : [unconverged])
  }

  /// Every start, run to its end.
  func fits(_ samples: Matrix<Float>, into count: Int, seed: UInt64) throws -> [MixtureFit] {
    let points = samples.converted(to: Double.self).lessColumnMeans
    let starts = KMeans(clusters: count, restarts: restarts)
      .starts(on: samples, clusters: count, seed: seed)
    var fits: [MixtureFit] = []
    for start in starts {
      var fit = MixtureFit(points, labels: start.labels, options: self, count: count)
      try fit.run()
      fits.append(fit)
    }
    return fits
  }

  /// The start of the highest likelihood.
  static func best(of fits: [MixtureFit]) -> MixtureFit {
    fits[fits.indices.max { fits[$0].logLikelihood < fits[$1].logLikelihood } ?? 0]
  }

  /// The best start was still rising when its rounds were used up.
  private var unconverged: Note {
    Note(
      "gaussianMixture.unconverged", "The mixture did not converge",
      detail: "its likelihood still grew after \(iterations) rounds",
      cure: "Raise \"iterations\"; until then the partition is not that of any maximum")
  }

  /// Clusters that the samples allow, and samples enough for the covariances.
  public func findings(on samples: SampleFacts, classes: Int?) -> [Finding] {
    let known = clusterFindings(on: samples, classes: classes)
    guard known.isEmpty, covariance == .full, let count = clusters?.counts.upperBound ?? classes
    else { return known }
    let needed = Double(count) * (Double(samples.columns) + 1)
    guard Double(samples.different) < needed else { return [] }
    return [
      .note(
        "gaussianMixture.samples", "There are fewer samples than full covariances need",
        detail: "\(samples.different) for \(count) components of \(samples.columns) dimensions",
        cure: "Only \"regularization\" keeps them from being singular: reduce the samples first, "
          + "or choose the covariance \"diagonal\" or \"tied\"")
    ]
  }
}

extension Matrix<Double> {
  fileprivate func adding(toEveryRow row: [Double]) -> Matrix {
    var sum = self
    for index in sum.elements.indices { sum.elements[index] += row[index % columns] }
    return sum
  }
}

extension Metric {
  /// What a mixture makes large.
  public static let logLikelihood = Metric(
    "logLikelihood", title: "log-likelihood", unit: .nats, better: .higher, on: .scored, digits: 1,
    comparedAtSame: [.images, .space, .clusters],
    formula: "The sum over images of the logarithm of their density under the mixture.")
  /// The Bayesian information criterion.
  public static let bayesianInformation = Metric(
    "bic", title: "BIC", unit: .nats, better: .lower, on: .scored, digits: 1,
    comparedAtSame: [.images, .space],
    formula: """
      The free parameters times the logarithm of the number of images, less twice the log-likelihood.
      """)
}
