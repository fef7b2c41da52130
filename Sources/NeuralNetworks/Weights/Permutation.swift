/// A tensor's numbers between two orders of its dimensions.
struct Permutation {
  /// Their place of each of our numbers.
  private let places: [Int]

  /// - Parameters:
  ///   - shape: their dimensions.
  ///   - order: our dimension `d` is their `order[d]`.
  init(shape: [Int], order: [Int]) {
    var strides = Array(repeating: 1, count: shape.count)
    for d in shape.indices.dropLast().reversed() { strides[d] = strides[d + 1] * shape[d + 1] }
    var places = [0]
    for d in order {
      places = places.flatMap { place in (0..<shape[d]).map { place + $0 * strides[d] } }
    }
    self.places = places
  }

  /// Our numbers in their order.
  func toTheirs<T>(_ ours: [T]) -> [T] {
    var theirs = ours
    for (our, their) in places.enumerated() { theirs[their] = ours[our] }
    return theirs
  }

  /// Their numbers in our order.
  func toOurs<T>(_ theirs: [T]) -> [T] { places.map { theirs[$0] } }
}
