import Datasets
import Experiments

/// A number that a run is judged by.
public struct Metric: Sendable, Hashable, Comparable {
  /// Its name in `results.json` and `table.csv`: `accuracy.public`.
  public let name: String

  /// Names a metric.
  public init(_ name: String) { self.name = name }

  /// Accuracy under the best matching of clusters and classes, or of a classifier.
  public static let accuracy = Metric("accuracy")
  /// Normalised mutual information.
  public static let mutualInformation = Metric("nmi")
  /// Adjusted Rand index.
  public static let adjustedRand = Metric("ari")

  /// The accuracy on a part of the scored split.
  public static func accuracy(on part: String) -> Metric { Metric("accuracy.\(part)") }

  /// The accuracy of a classifier on a split after its best and its last epoch.
  public static func accuracy(on split: SplitName, best: Bool) -> Metric {
    Metric("accuracy.\(split.rawValue).\(best ? "best" : "final")")
  }

  /// The mean squared error per pixel value between images and reconstructions, scaled as trained.
  public static func reconstruction(on split: SplitName) -> Metric {
    Metric("reconstruction.\(split.rawValue)")
  }

  /// The mean absolute error per pixel value between images and reconstructions, scaled as trained.
  public static func absoluteError(on split: SplitName) -> Metric {
    Metric("absoluteError.\(split.rawValue)")
  }

  /// The loss at the end of training.
  public static func loss(on split: SplitName) -> Metric { Metric("loss.\(split.rawValue)") }

  /// The share of the variance along a principal component, counted from 1, in percent.
  public static func share(ofComponent number: Int) -> Metric { Metric("share.\(number)") }

  /// The trainable parameters of the network.
  public static let parameters = Metric("parameters")
  /// The Kullback-Leibler divergence that t-SNE came to.
  public static let divergence = Metric("divergence")

  /// What tables call it.
  public var title: String {
    let words = name.split(separator: ".").map { $0 == "train" ? "training" : String($0) }
    switch (words.first, words.count) {
    case ("accuracy", 2): return "\(words[1]) accuracy"
    case ("accuracy", 3): return "\(words[1]) accuracy, \(words[2])"
    case ("reconstruction", 2): return "\(words[1]) MSE"
    case ("absoluteError", 2): return "\(words[1]) L1"
    case ("share", 2): return "share of component \(words[1]), %"
    default: return Self.titles[name] ?? name
    }
  }

  /// Which way is better.
  public var better: Tolerance.Direction {
    let lower: Set = [
      "reconstruction", "absoluteError", "loss", "inertia", "bic", "daviesBouldin", "divergence",
    ]
    let first = name.split(separator: ".").first.map(String.init) ?? name
    if first == "parameters" || first == "share" || first == "clusters" { return .same }
    return lower.contains(first) ? .lower : .higher
  }

  /// How many digits behind the point tables show.
  public var digits: Int {
    switch name.split(separator: ".").first {
    case "reconstruction", "absoluteError": 5
    case "parameters", "clusters": 0
    case "inertia", "bic", "logLikelihood", "share": 1
    default: 4
    }
  }

  /// Names in the order of the alphabet.
  public static func < (left: Metric, right: Metric) -> Bool { left.name < right.name }

  private static let titles = [
    "accuracy": "accuracy", "nmi": "NMI", "ari": "ARI", "homogeneity": "homogeneity",
    "completeness": "completeness", "vMeasure": "V-measure", "purity": "purity",
    "silhouette": "silhouette", "daviesBouldin": "Davies-Bouldin", "inertia": "inertia",
    "bic": "BIC", "logLikelihood": "log-likelihood", "parameters": "parameters",
    "divergence": "t-SNE KL divergence", "loss.train": "training loss",
    "loss.validation": "validation loss", "clusters": "clusters",
  ]
}
