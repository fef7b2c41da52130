/// Student's t-test on differences between pairs.
enum PairedTest {
  /// Fewer pairs than this say nothing: two differences that happen to agree would count as proof.
  static let fewestPairs = 3

  /// The probability of a mean as far from zero or farther when the true mean is zero; nil for too
  /// few differences, 0 when all differ from zero by the same amount.
  static func probability(_ differences: [Double]) -> Double? {
    guard differences.count >= fewestPairs, let spread = Spread(differences),
      let deviation = spread.deviation
    else { return nil }
    guard deviation > 0 else { return spread.mean == 0 ? 1 : 0 }
    let t = spread.mean / deviation * Double(differences.count).squareRoot()
    return twoSided(t, degrees: differences.count - 1)
  }

  /// Probabilities corrected for their number (Holm: A simple sequentially rejective multiple test
  /// procedure, Scandinavian Journal of Statistics 6, 1979).
  static func corrected(_ probabilities: [Double?]) -> [Double?] {
    let order = probabilities.indices.filter { probabilities[$0] != nil }
      .sorted { (probabilities[$0] ?? 1, $0) < (probabilities[$1] ?? 1, $1) }
    var result = probabilities
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      let factor = Double(order.count - rank)
      largest = max(largest, min(1, factor * (probabilities[index] ?? 1)))
      result[index] = largest
    }
    return result
  }

  /// The probability beyond ±t of Student's distribution, from its finite series (Abramowitz and
  /// Stegun, 26.7.3 and 26.7.4) with angle = atan(t / sqrt(degrees)).
  static func twoSided(_ t: Double, degrees: Int) -> Double {
    let n = Double(degrees)
    let square = n / (n + t * t)
    let sine = (1 - square).squareRoot()
    let cosine = square.squareRoot()
    var term = degrees % 2 == 1 ? cosine : 1
    var sum = degrees == 1 ? 0 : term
    for k in stride(from: degrees % 2 == 1 ? 3 : 2, to: degrees, by: 2) {
      term *= square * Double(k - 1) / Double(k)
      sum += term
    }
    let inside =
      degrees % 2 == 1 ? 2 / Double.pi * (arcTangent(sine / cosine) + sine * sum) : sine * sum
    return max(0, 1 - inside)
  }

  /// The arc tangent of a number that is not negative, the same on every machine: the argument is
  /// halved twice, then the series is summed.
  private static func arcTangent(_ x: Double) -> Double {
    guard x < 1e16 else { return Double.pi / 2 }
    var reduced = x
    for _ in 0..<3 { reduced /= 1 + (1 + reduced * reduced).squareRoot() }
    let square = reduced * reduced
    var sum = 0.0
    for odd in stride(from: 31.0, through: 1, by: -2) {
      sum = 1 / odd - square * sum
    }
    return 8 * reduced * sum
  }
}
