import Numerics
import Specification

/// The class of most of the nearest training images, without any training (Cover and Hart 1967).
public struct NeighbourProbe: Probe, Equatable {
  /// How distances are taken.
  public enum Distance: String, Word {
    /// By the angle: of samples at length 1.
    case cosine
    /// As they are.
    case euclidean
  }

  /// How many neighbours vote.
  public var neighbours = 20
  /// How distances are taken.
  public var distance = Distance.cosine

  /// Twenty neighbours by the angle.
  public init() {}

  public static var kind: String { "neighbours" }
  public static var title: String { "k-nearest-neighbour accuracy" }
  public static var summary: String {
    "The share of images whose class is that of most of their nearest training images."
  }
  public static var fields: [Field<NeighbourProbe>] {
    [
      Field(
        "neighbours", \.neighbours,
        "How many training images vote; of equal votes the lowest class wins.",
        .atLeast(1), isPrimary: true),
      Field("distance", \.distance, "Whether the nearest are those by angle or by distance."),
    ]
  }

  public static var metrics: [Metric] { [.neighbourAccuracy] }
  public var needs: ProbeNeeds { [.labels, .training] }
  public var isRandom: Bool { false }

  public func findings(on facts: ProbeFacts) -> [Finding] {
    guard neighbours > facts.training else { return [] }
    return [
      .refusal(
        "\(neighbours) neighbours are to vote, but there are only \(facts.training) training images: "
          + "write \"neighbours\": \(max(1, facts.training / 10))")
    ]
  }

  /// The distances of all scored to all training images.
  public func work(on facts: ProbeFacts) -> Work {
    facts.work(
      multiplyAdds: Double(facts.rows) * Double(facts.training) * (Double(facts.columns) + 8))
  }

  public func measure(_ subject: ProbeSubject, seed: UInt64) throws -> ProbeResult {
    let (training, labels) = try subject.judged()
    try subject.samples.checkForProbe()
    try training.samples.checkForProbe()
    let isAngle = distance == .cosine
    let near = NearestNeighbours(
      of: isAngle ? subject.samples.withRowsOfLengthOne : subject.samples,
      among: isAngle ? training.samples.withRowsOfLengthOne : training.samples, count: neighbours)
    var right = 0
    for (row, label) in labels.enumerated() {
      var votes: [Int: Int] = [:]
      for place in row * near.count..<(row + 1) * near.count {
        votes[training.labels[Int(near.indices[place])], default: 0] += 1
      }
      let winner = votes.min { ($1.value, $0.key) < ($0.value, $1.key) }
      if winner?.key == label { right += 1 }
    }
    return ProbeResult([
      Measurement(.neighbourAccuracy, Double(right) / Double(max(1, labels.count)))
    ])
  }
}

extension Metric {
  /// The accuracy of the nearest neighbours.
  public static let neighbourAccuracy = Metric(
    "neighbourAccuracy", title: "kNN accuracy", unit: .shareOfImages, better: .higher,
    role: .headline, on: .scored, comparedAtSame: [.images],
    formula: """
      The share of images whose class is that of most of their k nearest training images in the \
      representation.
      """)
}
