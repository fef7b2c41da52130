/// What is left of a diagonal matrix plus s z z' once all that it hardly changes is set aside: entries of
/// z near zero and, after a rotation, all but one of eigenvalues that are nearly the same (Dongarra and
/// Sorensen: "A fully parallel algorithm for the symmetric eigenvalue problem", 1987).
struct Deflation {
  /// In which of the two halves a vector has entries.
  enum Reach: Int, CaseIterable {
    case first
    case both
    case second
  }

  /// The places that go on, by growing eigenvalue.
  private(set) var kept: [Int] = []
  /// The places whose eigenvalue and vector are found.
  private(set) var settled: [Int] = []
  /// The eigenvalues, where rotations changed them: `[n]`.
  private(set) var values: [Double]
  /// The entries of z: `[n]`.
  private(set) var weights: [Double]
  /// Where each vector has entries: `[n]`.
  private(set) var reaches: [Reach]

  /// Looks at all places in the `order` of their eigenvalues; `rotate` turns the vectors of two.
  init(
    values: [Double], weights: [Double], strength: Double, order: [Int], firstHalf: Int,
    rotate: (_ place: Int, _ other: Int, _ cosine: Double, _ sine: Double) -> Void
  ) {
    self.values = values
    self.weights = weights
    reaches = values.indices.map { $0 < firstHalf ? .first : .second }
    let largest = zip(values, weights).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    let tolerance = 8 * 0x1p-53 * largest
    var pending: Int?
    for place in order {
      guard strength * abs(weights[place]) > tolerance else {
        settled.append(place)
        continue
      }
      if let other = pending {
        if let turn = turn(other, place, tolerance) {
          rotate(other, place, turn.cosine, turn.sine)
          settled.append(other)
        } else {
          kept.append(other)
        }
      }
      pending = place
    }
    if let pending { kept.append(pending) }
  }

  /// The rotation that empties the first place of two, where what it couples them by is negligible.
  private mutating func turn(
    _ place: Int, _ other: Int, _ tolerance: Double
  ) -> (cosine: Double, sine: Double)? {
    let length = TridiagonalSteps.length(weights[place], weights[other])
    let cosine = weights[other] / length
    let sine = -weights[place] / length
    let (lower, upper) = (values[place], values[other])
    guard abs((upper - lower) * cosine * sine) <= tolerance else { return nil }
    weights[other] = length
    weights[place] = 0
    values[place] = lower * cosine * cosine + upper * sine * sine
    values[other] = lower * sine * sine + upper * cosine * cosine
    if reaches[place] != reaches[other] { reaches[other] = .both }
    return (cosine, sine)
  }
}
