/// Probabilities of chance corrected for how many of them are looked at (Holm: "A simple sequentially
/// rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979).
public enum HolmCorrection {
  /// The corrected probabilities, in the order given; a test that could not be made (nil) does not
  /// count.
  public static func corrected(_ probabilities: [Double?]) -> [Double?] {
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
}
