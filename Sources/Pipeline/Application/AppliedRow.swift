import Clustering
import Datasets
import NeuralNetworks
import Numerics
import Specification

/// What a trial makes of images that it has not seen.
public struct AppliedRow: Sendable {
  /// What the network makes of each image, or its pixels: `[N, d]`.
  public let embedding: Matrix<Float>
  /// The same after the reduction; nil without one.
  public internal(set) var reduced: Matrix<Float>?
  /// The class of each image; nil for one of a cluster that was matched with no class.
  public private(set) var classes: [Int?]?
  /// The probability of each class by a classifier: `[N, classes]`.
  public private(set) var probabilities: Matrix<Float>?
  /// The cluster of each image.
  public private(set) var clusters: ClusterPlacement?
  /// What the nearness of clusters is: "distance" or "probability".
  public private(set) var measure = ""
  /// The images as the network gives them back, scaled: `[N, H W C]`.
  public private(set) var reconstructions: Matrix<Float>?
  /// The mean squared error of each reconstruction over the numbers of its image.
  public private(set) var errors: [Double]?
  /// The names of the classes, as far as they have any.
  public internal(set) var classNames: [String] = []
  /// How images came to their classes and clusters, in sentences.
  public private(set) var explanations: [String] = []

  init(embedding: Matrix<Float>) { self.embedding = embedding }

  /// The number of images.
  public var count: Int { embedding.rows }

  /// What a class is called: its name, or its number from 0.
  public func name(ofClass index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : String(index)
  }

  /// The group of each image that pictures and tables show: its class, else its cluster; -1 where a
  /// cluster was matched with no class. Nil where images are put into no groups.
  public var groups: [Int]? { classes.map { $0.map { $0 ?? -1 } } ?? clusters?.labels }

  /// What a group is called.
  public func name(ofGroup group: Int) -> String {
    guard classes != nil else { return "cluster \(group)" }
    return group < 0 ? "no class" : name(ofClass: group)
  }

  /// The share of images whose class is the true one.
  ///
  /// - Parameter truth: the class of each image; nil for one that the trial does not know.
  /// - Returns: the share; nil where no classes are told.
  public func accuracy(truth: [Int?]) -> Double? {
    classes.map { classes in
      let right = zip(classes, truth).count { $0 != nil && $0 == $1 }
      return Double(right) / Double(max(1, truth.count))
    }
  }

  mutating func take(_ classification: Classification, accuracy: Double?) {
    classes = classification.classes
    probabilities = classification.probabilities
    explanations.append(
      "classes: those to which the network gives the highest score" + Self.scored(accuracy))
  }

  mutating func take(_ reconstructions: Matrix<Float>, of images: ScaledImages) {
    let size = reconstructions.columns
    var errors: [Double] = []
    for index in 0..<reconstructions.rows {
      let original = images.selecting([index]).matrix.elements
      let sum = original.indices.reduce(0.0) { sum, place in
        let step = Double(original[place]) - Double(reconstructions.elements[index * size + place])
        return sum + step * step
      }
      errors.append(sum / Double(size))
    }
    self.reconstructions = reconstructions
    self.errors = errors
  }

  mutating func take(
    _ assignment: ClusterPlacement, by rule: ClusterRule, matching: [Int: Int],
    on split: SplitName, accuracy: Double?
  ) {
    clusters = assignment
    measure = rule.measure
    explanations.append("clusters: by \(rule.words)")
    // A classifier tells the classes itself.
    guard classes == nil, !matching.isEmpty else { return }
    classes = assignment.labels.map { matching[$0] }
    let pairs = matching.sorted { $0.key < $1.key }.map {
      "cluster \($0.key) is \(name(ofClass: $0.value))"
    }
    let unmatched = Set(assignment.labels).subtracting(matching.keys).sorted()
    let rest =
      unmatched.isEmpty
      ? ""
      : "; matched with no class: " + unmatched.map { "cluster \($0)" }.joined(separator: ", ")
    explanations.append(
      "classes: by the matching that was made on the \(split.words) images\(Self.scored(accuracy)): "
        + pairs.joined(separator: ", ") + rest)
  }

  private static func scored(_ accuracy: Double?) -> String {
    accuracy.map {
      " (accuracy \(Decimal.text($0, digits: 4)) on the images that the row was scored on)"
    }
      ?? ""
  }
}
