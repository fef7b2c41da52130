import Numerics

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
