import Numerics
import Specification

/// How many dimensions a representation fills (Roy and Vetterli 2007).
public struct EffectiveRankProbe: Probe, Equatable {
  public init() {}

  public static var kind: String { "effectiveRank" }
  public static var summary: String { "How many dimensions the representation fills." }
  public static var fields: [Field<EffectiveRankProbe>] { [] }
  public static var metrics: [Metric] { [.effectiveRank] }
  public var needs: ProbeNeeds { [] }
  public var isRandom: Bool { false }

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard facts.rows < facts.columns else { return [] }
    return [
      .note(
        "effectiveRank.rows", "There are fewer images than dimensions",
        detail: "\(facts.rows) of \(facts.columns)",
        cure: "The effective rank is at most \(facts.rows - 1), whatever the representation")
    ]
  }

  /// The smaller scatter matrix and its eigenvalues.
  public func work(on facts: ProbeFacts) -> Work {
    let side = Double(min(facts.rows, facts.columns))
    return facts.work(
      multiplyAdds: Double(facts.rows) * Double(facts.columns) * side + 4 * side * side * side)
  }

  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    try subject.samples.checkForProbe()
    let points = subject.samples.converted(to: Double.self).lessColumnMeans
    let scatter =
      points.rows < points.columns
      ? Matrix.product(points, .none, points, .transposed)
      : Matrix.product(points, .transposed, points)
    let values = try SymmetricEigen(of: scatter, leading: 0).values
    let floor = (values.first ?? 0) * 1e-13
    let singular = values.map { $0 > floor ? $0.squareRoot() : 0 }
    let total = singular.reduce(0, +)
    let entropy = singular.reduce(0.0) { sum, value in
      value > 0 ? sum - value / total * Elementary.log(value / total) : sum
    }
    return ProbeResult([Measurement(.effectiveRank, total > 0 ? Elementary.exp(entropy) : 0)])
  }
}

/// How evenly directions are spread over the sphere (Wang and Isola 2020, equation 6, t = 2).
public struct UniformityProbe: Probe, Equatable {
  public init() {}

  public static var kind: String { "uniformity" }
  public static var summary: String { "How evenly directions are spread over the sphere." }
  public static var fields: [Field<UniformityProbe>] { [] }
  public static var metrics: [Metric] { [.uniformity] }
  public var needs: ProbeNeeds { [] }
  public var isRandom: Bool { true }

  /// The images whose pairs are taken, of more so many are drawn.
  static let judged = 5000
  private static let block = 64

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard facts.rows < 2 || facts.columns < 2 else { return [] }
    return [.refusal("uniformity takes two images and two dimensions at least")]
  }

  /// The pairs of the judged images, and their exponentials.
  public func work(on facts: ProbeFacts) -> Work {
    let rows = Double(min(facts.rows, Self.judged))
    return facts.work(multiplyAdds: rows * rows * (Double(facts.columns) + 80))
  }

  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    try subject.samples.checkForProbe()
    let n = subject.samples.rows
    let rows = JudgedSamples.drawn(count: Self.judged, seed: seed).rows(of: n)
    let points = subject.samples.selecting(rows: rows).withRowsOfLengthOne.converted(
      to: Double.self)
    let blocks = (points.rows + Self.block - 1) / Self.block
    let sum = Parallel.map(blocks: blocks) { block in
      let rows = block * Self.block..<min(points.rows, (block + 1) * Self.block)
      let cosines = Matrix.product(points.selecting(rows: rows), .none, points, .transposed)
      return rows.reduce(0.0) { sum, row in
        let line = cosines[row - rows.lowerBound]
        return (0..<row).reduce(sum) { $0 + Elementary.exp(-4 * (1 - line[line.startIndex + $1])) }
      }
    }.reduce(0, +)
    let pairs = Double(points.rows) * Double(points.rows - 1) / 2
    return ProbeResult(
      [Measurement(.uniformity, Elementary.log(sum / max(1, pairs)))],
      notes: rows.count < n ? [.drawn("Uniformity is", rows.count, of: n)] : [])
  }
}

/// How near to one another images of a class point (Wang and Isola 2020, equation 5, with images of a class in
/// place of two views of an image).
public struct AlignmentProbe: Probe, Equatable {
  public init() {}

  public static var kind: String { "alignment" }
  public static var summary: String { "How near to one another images of a class point." }
  public static var fields: [Field<AlignmentProbe>] { [] }
  public static var metrics: [Metric] { [.alignment] }
  public var needs: ProbeNeeds { .labels }
  public var isRandom: Bool { false }

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard facts.rows <= facts.classes else { return [] }
    return [.refusal("alignment takes two images of a class at least")]
  }

  /// A few passes over the samples.
  public func work(on facts: ProbeFacts) -> Work {
    facts.work(multiplyAdds: 8 * Double(facts.rows) * Double(facts.columns))
  }

  /// Over all pairs within classes: |x - y|^2 summed is 2 (m^2 - |sum of the class|^2) for m vectors of
  /// length 1, each pair counted twice.
  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    guard let labels = subject.labels else { throw ProbeError.classesMissing }
    guard labels.count == subject.samples.rows else { throw ProbeError.sizesDiffer }
    try subject.samples.checkForProbe()
    let points = subject.samples.withRowsOfLengthOne
    var sums: [Int: [Double]] = [:]
    var squares: [Int: Double] = [:]
    var counts: [Int: Int] = [:]
    for (row, label) in labels.enumerated() {
      var sum = sums[label] ?? Array(repeating: 0, count: points.columns)
      sums[label] = nil
      for column in 0..<points.columns {
        let value = Double(points.elements[row * points.columns + column])
        sum[column] += value
        squares[label, default: 0] += value * value
      }
      sums[label] = sum
      counts[label, default: 0] += 1
    }
    var (total, pairs) = (0.0, 0.0)
    for label in counts.keys.sorted() {
      let m = Double(counts[label] ?? 0)
      let length = (sums[label] ?? []).reduce(0) { $0 + $1 * $1 }
      total += 2 * (m * (squares[label] ?? 0) - length)
      pairs += m * (m - 1)
    }
    return ProbeResult(pairs > 0 ? [Measurement(.alignment, max(0, total / pairs))] : [])
  }
}

extension Metric {
  /// How many dimensions are filled.
  public static let effectiveRank = Metric(
    "effectiveRank", title: "effective rank", unit: .score(0...(.infinity)), better: .neither,
    on: .scored, digits: 1, comparedAtSame: [.images],
    formula: """
      The exponential of the entropy of the singular values of the centred representation, as shares of \
      their sum (Roy and Vetterli 2007).
      """)
  /// How evenly directions are spread.
  public static let uniformity = Metric(
    "uniformity", title: "uniformity", unit: .score(-4...0), better: .lower, on: .scored,
    comparedAtSame: [.images],
    formula: """
      The logarithm of the mean over pairs of images of exp(-2 |x - y|^2), x and y at length 1 (Wang and \
      Isola 2020): lower is more even.
      """)
  /// How near images of a class point.
  public static let alignment = Metric(
    "alignment", title: "class alignment", unit: .score(0...4), better: .lower, on: .scored,
    comparedAtSame: [.images],
    formula: """
      The mean over pairs of images of the same class of |x - y|^2, x and y at length 1 (Wang and Isola \
      2020).
      """)
}
