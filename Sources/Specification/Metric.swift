/// A number that a run is judged by, declared beside the code that computes it: what it is called,
/// which way is better, and what it takes for two of its values to be compared.
///
/// A declaration may stand for several metrics, one for each part, split or component: its name then
/// ends in `PART`, `SPLIT` or `COMPONENT`, and `of(_:)` gives one of them.
public struct Metric: Sendable, Hashable {
  /// Which way is better.
  public enum Direction: Sendable {
    case higher, lower, neither
  }

  /// What it is for.
  public enum Role: Sendable {
    /// What an experiment is done for: ranked, printed, and guarded by `sweep regress`.
    case headline
    /// What helps to understand the former: written to files, shown when it changes.
    case diagnostic
  }

  /// What it is measured in.
  public enum Unit: Sendable, Hashable {
    /// A share of images, 0 to 1: every image is right or wrong.
    case shareOfImages
    /// A score between two numbers, without a unit.
    case score(ClosedRange<Double>)
    /// Hundredths of the whole.
    case percent
    /// The value of a pixel, scaled as the network has it.
    case pixelValue
    /// The square of the former.
    case squaredPixelValue
    /// What the training's loss is measured in.
    case loss
    /// Information by natural logarithms.
    case nats
    /// A distance in the space that is clustered.
    case distance
    /// Its square.
    case squaredDistance
    /// How many there are.
    case count
  }

  /// The images that it is taken on.
  public enum Images: Sendable {
    /// Those that are scored (`evaluation.split`).
    case scored
    /// A part of those.
    case part
    /// Those of the split that its name ends in.
    case split
    /// None.
    case none
  }

  /// What must be the same of two rows for their values to mean the same.
  public enum Basis: Sendable {
    /// The images and their labels.
    case images
    /// The interval that pixel values are brought to.
    case pixelScale
    /// The loss, and the weight of its parts.
    case objective
    /// The number of clusters.
    case clusters
    /// The space that is clustered, or mapped.
    case space
  }

  /// Its name in files: `accuracy`, `accuracy.public`.
  public let name: String
  /// What tables call it.
  public let title: String
  /// What it is measured in.
  public let unit: Unit
  /// Which way is better.
  public let better: Direction
  /// What it is for.
  public let role: Role
  /// The images that it is taken on.
  public let images: Images
  /// How many digits behind the point tables show.
  public let digits: Int
  /// What must be the same of two rows for their values to be compared.
  public let basis: Set<Basis>
  /// How it is computed, in words: a sentence or two for the reference.
  public let formula: String
  /// The name of its declaration: `accuracy.PART` for `accuracy.public`.
  public let declaration: String

  /// Declares a metric.
  public init(
    _ name: String, title: String, unit: Unit, better: Direction, role: Role = .diagnostic,
    on images: Images, digits: Int = 4, comparedAtSame basis: Set<Basis>, formula: String
  ) {
    self.init(
      name: name, title: title, unit: unit, better: better, role: role, images: images,
      digits: digits, basis: basis, formula: formula, declaration: name)
  }

  private init(
    name: String, title: String, unit: Unit, better: Direction, role: Role, images: Images,
    digits: Int, basis: Set<Basis>, formula: String, declaration: String
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.better = better
    self.role = role
    self.images = images
    self.digits = digits
    self.basis = basis
    self.formula = formula
    self.declaration = declaration
  }

  /// By its name: declarations with the same name are an error elsewhere.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Metric {
  /// What a declaration's name ends in that stands for several metrics.
  private static let placeholders = ["PART", "SPLIT", "COMPONENT"]

  private var placeholder: String? { Self.placeholders.first { name.hasSuffix(".\($0)") } }

  /// Whether the declaration stands for several metrics.
  public var isPattern: Bool { placeholder != nil }

  /// The part, split or component of a metric that a pattern stands for; nil of any other.
  public var qualifier: String? {
    guard declaration != name, let stem = declaration.split(separator: ".").first else {
      return nil
    }
    return String(name.dropFirst(stem.count + 1))
  }

  /// The metric of a part, split or component; itself where the declaration stands for one only.
  public func of(_ qualifier: String) -> Metric {
    guard let placeholder else { return self }
    let words = qualifier == "train" ? "training" : qualifier
    return Metric(
      name: name.dropLast(placeholder.count) + qualifier,
      title: title.replacing(placeholder, with: words), unit: unit, better: better, role: role,
      images: images, digits: digits, basis: basis, formula: formula, declaration: name)
  }

  /// The metric of that name, where this declaration has it.
  public func metric(named wanted: String) -> Metric? {
    guard let placeholder else { return wanted == name ? self : nil }
    let stem = name.dropLast(placeholder.count)
    guard wanted.hasPrefix(stem), wanted.count > stem.count else { return nil }
    let qualifier = String(wanted.dropFirst(stem.count))
    switch placeholder {
    case "SPLIT": return ["train", "validation", "test"].contains(qualifier) ? of(qualifier) : nil
    case "COMPONENT": return (Int(qualifier) ?? 0) > 0 ? of(qualifier) : nil
    default: return of(qualifier)
    }
  }
}

extension Metric.Unit {
  /// The least and the largest value that there can be.
  public var range: ClosedRange<Double> {
    switch self {
    case .shareOfImages: 0...1
    case .score(let range): range
    case .percent: 0...100
    case .pixelValue, .squaredPixelValue, .distance, .squaredDistance, .count: 0...(.infinity)
    case .loss, .nats: -.infinity...(.infinity)
    }
  }

  /// The unit in words.
  public var words: String {
    switch self {
    case .shareOfImages: "share of images, 0 to 1"
    case .score(let range):
      "score, \(range.lowerBound.json.canonical) to \(range.upperBound.json.canonical)"
    case .percent: "%"
    case .pixelValue: "pixel value, scaled"
    case .squaredPixelValue: "squared pixel value, scaled"
    case .loss: "that of the loss"
    case .nats: "nats"
    case .distance: "distance in the clustered space"
    case .squaredDistance: "squared distance in the clustered space"
    case .count: "count"
    }
  }
}

/// A metric with the value that was measured.
public struct Measurement: Sendable, Equatable {
  /// What was measured.
  public let metric: Metric
  /// What came out.
  public let value: Double

  /// Pairs a metric with its value.
  public init(_ metric: Metric, _ value: Double) {
    self.metric = metric
    self.value = value
  }
}

extension [Measurement] {
  /// The value of a metric; nil where it was not measured.
  public subscript(metric: Metric) -> Double? { first { $0.metric == metric }?.value }
}
