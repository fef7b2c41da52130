import Numerics

/// Fair random draws from labelled images.
package enum Stratification {
  /// The images in a random order in which every beginning holds the classes in the proportions of
  /// the whole, to within one image each: cutting it anywhere gives stratified parts.
  ///
  /// Each class is shuffled; its r-th image of n then stands at (r + 1/2) / n, and all are sorted by
  /// where they stand.
  ///
  /// - Parameters:
  ///   - indices: the images to order.
  ///   - labels: the class of every image, those not in `indices` included; nil for a plain shuffle.
  ///   - seed: the seed of the draw.
  ///   - purpose: what it is for; other purposes, other orders.
  /// - Returns: the same indices, in the order found.
  package static func order(
    of indices: [Int], labels: [Int]?, seed: UInt64, purpose: String
  ) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "stratification/\(purpose)")
    let shuffled = stream.permutation(indices.count).map { indices[$0] }
    guard let labels else { return shuffled }
    var sizes: [Int: Int] = [:]
    for index in shuffled { sizes[labels[index], default: 0] += 1 }
    var ranks: [Int: Int] = [:]
    let places = shuffled.enumerated().map { position, index in
      let label = labels[index]
      let rank = ranks[label, default: 0]
      ranks[label] = rank + 1
      let place = (Double(rank) + 0.5) / Double(sizes[label, default: 1])
      return (place: place, position: position, index: index)
    }
    return places.sorted { ($0.place, $0.position) < ($1.place, $1.position) }.map(\.index)
  }
}
