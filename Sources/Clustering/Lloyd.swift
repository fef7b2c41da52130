import CKernels
import Numerics

/// Where the centre of a cluster lies.
package enum CentreRule: Sendable {
  /// At the mean of its points.
  case means
  /// At the direction of their sum, at length 1; where that is zero, the centre stays.
  case directions
}

/// One start of k-means, from given centres to convergence.
///
/// Every round gives each point the same label as measuring it against all centres would; a point is
/// measured only when bounds on its distances say that its nearest centre may have changed
/// (Hamerly: "Making k-means even faster", SDM 2010).
package struct Lloyd: Sendable {
  package let points: PaddedRows
  /// The centres of the clusters: `[k, width]`.
  package private(set) var centres: PaddedRows
  /// The nearest centre of each point.
  package private(set) var labels: [Int]
  /// The sum of squared distances to the nearest centres.
  package private(set) var inertia = 0.0
  /// How many rounds were made.
  package private(set) var rounds = 0

  private let rule: CentreRule
  private var bounds: DistanceBounds
  private var counts: [Int]
  /// The clusters that have won or lost points since their centres were last moved.
  private var hasChanged: [Bool]

  /// Starts from given centres `[k, width]`.
  package init(_ points: PaddedRows, centres: PaddedRows, rule: CentreRule = .means) {
    self.points = points
    self.rule = rule
    self.centres = centres
    labels = Array(repeating: -1, count: points.count)
    bounds = DistanceBounds(points: points.count, width: points.width)
    counts = Array(repeating: 0, count: centres.count)
    hasChanged = Array(repeating: false, count: centres.count)
  }

  /// Repeats assignment and means until no label changes, the centres move less than the tolerance
  /// (the sum of their squared movements), or the rounds are used up. The labels are those of the
  /// centres in the end.
  package mutating func run(iterations: Int, tolerance: Double) {
    while rounds < iterations {
      rounds += 1
      guard assign() else { break }
      repairEmptyClusters()
      let movements = moveCentres()
      bounds.loosen(by: movements, labels: labels)
      if movements.reduce(0, { $0 + $1 * $1 }) <= tolerance { break }
    }
    _ = assign()
    inertia = points.sumOfSquares(to: centres, labels: labels)
  }

  /// Gives every point the nearest centre, the first of equals; whether any label changed.
  private mutating func assign() -> Bool {
    let separations = bounds.halfSeparations(of: centres)
    var isStable = true
    var distances = [Float](repeating: 0, count: centres.count)
    for point in 0..<points.count {
      let label = labels[point]
      if label >= 0 {
        if bounds.areApart(point, separations[label]) { continue }
        bounds.setUpper(of: point, points.squaredDistance(point, to: centres, label))
        if bounds.areApart(point, separations[label]) { continue }
      }
      let nearest = measure(point, &distances)
      guard nearest != label else { continue }
      if label >= 0 { remove(point) }
      add(point, to: nearest)
      isStable = false
    }
    return !isStable
  }

  /// Measures a point against all centres and sets its bounds; returns the nearest.
  private mutating func measure(_ point: Int, _ distances: inout [Float]) -> Int {
    points.measure(point, against: centres, into: &distances)
    return distances.withUnsafeBufferPointer { distances in
      var best = 0
      var second = Float.infinity
      for centre in 1..<max(1, distances.count) {
        if distances[centre] < distances[best] {
          second = distances[best]
          best = centre
        } else if distances[centre] < second {
          second = distances[centre]
        }
      }
      bounds.setUpper(of: point, distances[best])
      bounds.setLower(of: point, second)
      return best
    }
  }

  private mutating func add(_ point: Int, to cluster: Int) {
    labels[point] = cluster
    counts[cluster] += 1
    hasChanged[cluster] = true
  }

  private mutating func remove(_ point: Int) {
    counts[labels[point]] -= 1
    hasChanged[labels[point]] = true
  }

  /// Gives every empty cluster the point that lies farthest from its centre, unless all lie on theirs.
  private mutating func repairEmptyClusters() {
    for empty in counts.indices where counts[empty] == 0 {
      var farthest: (point: Int, distance: Float)?
      for point in labels.indices where counts[labels[point]] > 1 {
        let distance = points.squaredDistance(point, to: centres, labels[point])
        if distance > farthest?.distance ?? 0 { farthest = (point, distance) }
      }
      guard let farthest else { return }
      remove(farthest.point)
      add(farthest.point, to: empty)
      bounds.forget(farthest.point)
    }
  }

  /// Moves the centres of changed clusters to where their points say, summed in the order of the
  /// points; returns how far each centre moved.
  private mutating func moveCentres() -> [Double] {
    let sums = points.sums(of: labels, for: hasChanged)
    let width = points.width
    return counts.indices.map { centre in
      defer { hasChanged[centre] = false }
      let places = centre * width..<(centre + 1) * width
      guard hasChanged[centre], let divisor = divisor(of: centre, sums[places]) else { return 0 }
      var square = 0.0
      for index in places {
        let value = Float(sums[index] / divisor)
        let step = Double(value) - Double(centres.elements[index])
        square += step * step
        centres.elements[index] = value
      }
      return square.squareRoot()
    }
  }

  /// What the sum of a cluster's points is divided by; nil where its centre stays.
  private func divisor(of centre: Int, _ sum: ArraySlice<Double>) -> Double? {
    switch rule {
    case .means: return counts[centre] > 0 ? Double(counts[centre]) : nil
    case .directions:
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? length : nil
    }
  }
}

extension PaddedRows {
  /// The sums of the rows of each chosen cluster, in the order of the rows: `[k * width]`.
  fileprivate func sums(of labels: [Int], for isChosen: [Bool]) -> [Double] {
    var sums = [Double](repeating: 0, count: isChosen.count * width)
    sums.withUnsafeMutableBufferPointer { sums in
      elements.withUnsafeBufferPointer { elements in
        guard let target = sums.baseAddress, let source = elements.baseAddress else { return }
        for (row, label) in labels.enumerated() where isChosen[label] {
          let (to, from) = (target + label * width, source + row * width)
          for k in 0..<width { to[k] += Double(from[k]) }
        }
      }
    }
    return sums
  }

  /// The squared distances of one row to all rows of another.
  fileprivate func measure(
    _ row: Int, against others: PaddedRows, into distances: inout [Float]
  ) {
    elements.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      ck_squared_distances(
        base + row * width, 1, others.elements, others.count, width, &distances)
    }
  }

  /// The squared distance of a row to a row of another.
  func squaredDistance(_ row: Int, to others: PaddedRows, _ other: Int) -> Float {
    var distance: Float = 0
    elements.withUnsafeBufferPointer { rows in
      others.elements.withUnsafeBufferPointer { others in
        guard let left = rows.baseAddress, let right = others.baseAddress else { return }
        ck_squared_distances(left + row * width, 1, right + other * width, 1, width, &distance)
      }
    }
    return distance
  }

  /// The sum of the squared distances of all rows to the rows of another that the labels name, in
  /// double precision.
  func sumOfSquares(to others: PaddedRows, labels: [Int]) -> Double {
    var sum = 0.0
    elements.withUnsafeBufferPointer { rows in
      others.elements.withUnsafeBufferPointer { others in
        for (row, label) in labels.enumerated() {
          for k in 0..<width {
            let step = Double(rows[row * width + k] - others[label * width + k])
            sum += step * step
          }
        }
      }
    }
    return sum
  }
}

/// What is known of the distances of points to centres without measuring them: of every point, that its
/// own centre is no farther than `upper` and no other centre nearer than `lower`.
///
/// Bounds allow for the rounding of measured distances, so that a point they excuse would keep its
/// label if it were measured.
struct DistanceBounds: Sendable {
  private var upper: [Double]
  private var lower: [Double]
  /// More than the relative error of a measured distance: each lane sums width / 16 squares of rounded
  /// differences, then the 16 lanes are summed.
  private let rounding: Double
  /// More than what squares that underflow can add to a distance.
  private static let underflow = 1e-18

  /// Nothing is known yet.
  init(points: Int, width: Int) {
    upper = Array(repeating: .infinity, count: points)
    lower = Array(repeating: 0, count: points)
    rounding = 4 * (Double(width) / 16 + 16) * 0x1p-24
  }

  /// Whether the own centre of a point is certainly the nearest; `separation` is half the distance of
  /// that centre to the nearest other one.
  func areApart(_ point: Int, _ separation: Double) -> Bool {
    upper[point] * (1 + rounding) + Self.underflow < max(lower[point], separation)
  }

  /// Takes the measured squared distance of a point to its own centre.
  mutating func setUpper(of point: Int, _ square: Float) {
    upper[point] = Double(square).squareRoot() * (1 + rounding)
  }

  /// Takes the smallest of the measured squared distances of a point to other centres.
  mutating func setLower(of point: Int, _ square: Float) {
    lower[point] = Double(square).squareRoot() * (1 - rounding)
  }

  /// Has a point measured in the next round.
  mutating func forget(_ point: Int) {
    upper[point] = .infinity
    lower[point] = 0
  }

  /// Keeps the bounds true after centres moved by so much.
  mutating func loosen(by movements: [Double], labels: [Int]) {
    let farthest = movements.indices.max { movements[$0] < movements[$1] } ?? 0
    let largest = movements[farthest]
    let second = movements.indices.reduce(0) { $1 == farthest ? $0 : max($0, movements[$1]) }
    upper.withUnsafeMutableBufferPointer { upper in
      lower.withUnsafeMutableBufferPointer { lower in
        for (point, label) in labels.enumerated() {
          upper[point] += movements[label]
          lower[point] -= label == farthest ? second : largest
        }
      }
    }
  }

  /// Half the distance of every centre to the nearest other one, infinite for a centre alone.
  func halfSeparations(of centres: PaddedRows) -> [Double] {
    let distances = centres.squaredDistances(to: centres)
    return (0..<centres.count).map { centre in
      var nearest = Float.infinity
      for other in 0..<centres.count where other != centre {
        nearest = min(nearest, distances[centre * centres.count + other])
      }
      return 0.5 * Double(nearest).squareRoot() * (1 - rounding)
    }
  }
}
