import Numerics
import Specification

/// How far the neighbours of images in a representation are among their neighbours in what it was made from
/// (Venna and Kaski 2001): 1 where all of them are.
public struct TrustworthinessProbe: Probe, Equatable {
  /// How many neighbours of an image count.
  public var neighbours = 10

  /// Ten neighbours.
  public init() {}

  /// A given number of neighbours.
  public init(neighbours: Int) { self.neighbours = neighbours }

  public static var kind: String { "trustworthiness" }
  public static var summary: String {
    "How far neighbours in the representation were neighbours before: among pixels, or, of a reduction, "
      + "in what was reduced."
  }
  public static var fields: [Field<TrustworthinessProbe>] {
    [
      Field(
        "neighbours", \.neighbours, "How many neighbours of an image count.", .atLeast(1),
        isPrimary: true)
    ]
  }

  public static var metrics: [Metric] { [.pixelTrustworthiness, .reductionTrustworthiness] }
  public var needs: ProbeNeeds { .origin }
  public var isRandom: Bool { true }

  /// The most images of which all are judged, and how many of more.
  static let judged = 5000

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard 2 * neighbours >= facts.rows else { return [] }
    return [
      .refusal(
        "trustworthiness of \(neighbours) neighbours takes more than \(2 * neighbours) images, there are "
          + "\(facts.rows): write \"neighbours\": \(max(1, facts.rows / 4))")
    ]
  }

  /// The distances of the judged images to all, in both representations.
  public func work(on facts: ProbeFacts) -> Work {
    let pairs = Double(min(facts.rows, Self.judged)) * Double(facts.rows)
    let columns = Double(facts.columns) + 2 * Double(facts.originColumns)
    return facts.work(multiplyAdds: pairs * (columns + 2 * Double(neighbours)))
  }

  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    guard let origin = subject.origin else { throw ProbeError.originMissing }
    guard origin.rows == subject.samples.rows else { throw ProbeError.sizesDiffer }
    try subject.samples.checkForProbe()
    try origin.checkForProbe()
    let n = origin.rows
    let rows = JudgedSamples.drawn(count: Self.judged, seed: seed).rows(of: n)
    let near = NearestNeighbours(of: subject.samples, rows: rows, count: neighbours)
    let excess = NeighbourRanks(origin).excess(of: near, rows)
    let (k, most) = (Double(near.count), Double(n))
    let scale = 2 / (Double(max(1, rows.count)) * k * (2 * most - 3 * k - 1))
    let metric: Metric = subject.isOfPixels ? .pixelTrustworthiness : .reductionTrustworthiness
    return ProbeResult(
      [Measurement(metric, 1 - scale * excess)],
      notes: rows.count < n ? [.drawn("Trustworthiness is", rows.count, of: n)] : [])
  }
}

extension Note {
  /// A number is that of some of the images.
  static func drawn(_ what: String, _ count: Int, of images: Int) -> Note {
    Note(
      "probe.sample", "\(what) that of a sample of the images",
      detail: "\(count) of \(images), drawn by the seed",
      cure: "Other seeds draw others: compare rows of the same seed")
  }
}

/// The places of samples among the neighbours of others.
private struct NeighbourRanks: Sendable {
  private static let block = 64
  private let points: Matrix<Double>
  private let squares: [Double]

  init(_ samples: Matrix<Float>) {
    points = samples.converted(to: Double.self).lessColumnMeans
    squares = (0..<points.rows).map { [points] row in points[row].reduce(0) { $0 + $1 * $1 } }
  }

  /// The sum over rows and their neighbours elsewhere of how far each lies beyond the first k here.
  func excess(of near: NearestNeighbours, _ rows: [Int]) -> Double {
    let blocks = stride(from: 0, to: rows.count, by: Self.block)
      .map { $0..<min(rows.count, $0 + Self.block) }
    return Parallel.map(blocks: blocks.count) { block in
      let places = blocks[block]
      let products = Matrix.product(
        points.selecting(rows: places.map { rows[$0] }), .none, points, .transposed)
      return places.reduce(0.0) { sum, place in
        let keys = products[place - places.lowerBound].enumerated().map { squares[$0] - 2 * $1 }
        return sum + excess(of: near, place, itself: rows[place], keys)
      }
    }.reduce(0, +)
  }

  private func excess(
    of near: NearestNeighbours, _ place: Int, itself: Int, _ keys: [Double]
  ) -> Double {
    var sum = 0
    for other in near.indices[place * near.count..<(place + 1) * near.count] {
      let key = keys[Int(other)]
      var nearer = 0
      keys.withUnsafeBufferPointer { keys in
        for index in keys.indices { nearer += keys[index] < key ? 1 : 0 }
      }
      // The sample itself is nearer than any that differs from it.
      let rank = nearer + (keys[itself] < key ? 0 : 1)
      sum += max(0, rank - near.count)
    }
    return Double(sum)
  }
}

extension Metric {
  /// Trustworthiness against pixels.
  public static let pixelTrustworthiness = Metric(
    "pixelTrustworthiness", title: "trustworthiness to pixels", unit: .score(0...1),
    better: .higher, on: .scored, comparedAtSame: [.images],
    formula: """
      1 less the normalised sum of how far the k neighbours of each image in the representation lie \
      beyond its k nearest among pixels (Venna and Kaski 2001).
      """)
  /// Trustworthiness of a reduction.
  public static let reductionTrustworthiness = Metric(
    "reductionTrustworthiness", title: "trustworthiness of the reduction", unit: .score(0...1),
    better: .higher, on: .scored, comparedAtSame: [.images],
    formula: """
      The same of the reduced representation against the representation before the reduction.
      """)
}
