/// The search for the lowest point of a smooth function by L-BFGS (Liu and Nocedal: "On the limited memory
/// BFGS method for large scale optimization", Mathematical Programming 45, 1989).
package struct LimitedMemorySearch {
  /// The lowest point so far.
  package private(set) var point: [Double]
  /// The value there.
  package private(set) var value = Double.infinity

  /// The last steps and the changes of the gradient along them, the oldest first.
  private var pairs: [(step: [Double], change: [Double], curvature: Double)] = []

  /// Pairs that are kept.
  private static let memory = 10
  /// A step is taken when it lowers the value by this share of what the slope promises.
  private static let sufficient = 1e-4
  /// How often a step is halved before the search ends: the slope is then rounding.
  private static let halvings = 30

  /// Starts from a point.
  package init(_ start: [Double]) { point = start }

  /// Descends until no derivative is larger than the tolerance, or the rounds are used up; whether the
  /// derivatives vanished, or as much of them as rounding leaves.
  package mutating func run(
    rounds: Int, tolerance: Double,
    _ function: ([Double]) -> (value: Double, gradient: [Double])
  ) -> Bool {
    var (current, gradient) = function(point)
    value = current
    for _ in 0..<rounds {
      guard gradient.contains(where: { abs($0) > tolerance }) else { return true }
      var direction = direction(down: gradient)
      var slope = Self.product(direction, gradient)
      if !(slope < 0) {
        pairs = []
        direction = gradient.map { -$0 }
        slope = Self.product(direction, gradient)
      }
      let length = slope.magnitude.squareRoot()
      var share = pairs.isEmpty ? min(1, 1 / max(length, 1e-300)) : 1
      var next: (value: Double, gradient: [Double])?
      var place = point
      for _ in 0..<Self.halvings {
        for index in place.indices { place[index] = point[index] + share * direction[index] }
        let tried = function(place)
        if tried.value <= current + Self.sufficient * share * slope {
          next = tried
          break
        }
        share /= 2
      }
      guard let next else {
        guard pairs.isEmpty else {
          pairs = []
          continue
        }
        return true
      }
      remember(place, next.gradient, gradient)
      (point, value, current, gradient) = (place, next.value, next.value, next.gradient)
    }
    return !gradient.contains { abs($0) > tolerance }
  }

  private mutating func remember(_ place: [Double], _ after: [Double], _ before: [Double]) {
    let step = zip(place, point).map { $0 - $1 }
    let change = zip(after, before).map { $0 - $1 }
    let curvature = Self.product(step, change)
    guard curvature > 1e-10 * Self.product(change, change) * 1e-6, curvature > 0 else { return }
    pairs.append((step, change, curvature))
    if pairs.count > Self.memory { pairs.removeFirst() }
  }

  /// The gradient, turned round and bent by what is known of the curvature (the two-loop recursion).
  private func direction(down gradient: [Double]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for pair in pairs.reversed() {
      let share = Self.product(pair.step, direction) / pair.curvature
      shares.append(share)
      for index in direction.indices { direction[index] -= share * pair.change[index] }
    }
    if let last = pairs.last {
      let scale = last.curvature / Self.product(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, share) in zip(pairs, shares.reversed()) {
      let back = Self.product(pair.change, direction) / pair.curvature
      for index in direction.indices { direction[index] += (share - back) * pair.step[index] }
    }
    return direction
  }

  private static func product(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
