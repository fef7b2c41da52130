import CKernels
import Numerics

/// The places of points while UMAP moves them (McInnes et al. 2018, algorithm 5).
struct UMAPLayout {
  /// Where the points are.
  private(set) var points: PlanarPoints
  /// What they are pulled to and pushed from; none: one another.
  private let others: PlanarPoints?
  private let curve: UMAPCurve
  private let seed: UInt32

  /// Points on one thread at a time.
  private static let block = 256
  /// Drawn points that push for each neighbour that pulls.
  private static let pushes: Int32 = 5

  init(_ start: PlanarPoints, options: UMAP, seed: UInt64, among others: PlanarPoints? = nil) {
    points = start
    self.others = others
    curve = UMAPCurve(minimumDistance: options.minimumDistance)
    var stream = RandomStream(seed: seed, purpose: "umap/pushes")
    self.seed = stream.nextWord()
  }

  /// All rounds, the rate falling to 0. An edge between points that both move pulls each of them twice, once
  /// from either end.
  mutating func run(_ graph: StrengthGraph, rounds: Int, rate: Double) throws {
    var next = points
    for round in 0..<rounds {
      move(graph, round: round, rate: rate * (1 - Double(round) / Double(rounds)), into: &next)
      swap(&points, &next)
      guard points.areFinite else { throw ReductionError.diverged(iteration: round) }
    }
  }

  private func move(
    _ graph: StrengthGraph, round: Int, rate: Double, into next: inout PlanarPoints
  ) {
    let (count, elsewhere) = (points.count, others ?? points)
    points.values.withUnsafeBufferPointer { points in
      elsewhere.values.withUnsafeBufferPointer { others in
        graph.starts.withUnsafeBufferPointer { starts in
          graph.neighbours.withUnsafeBufferPointer { neighbours in
            graph.strengths.withUnsafeBufferPointer { strengths in
              next.values.withUnsafeMutableBufferPointer { next in
                nonisolated(unsafe) let target = next.baseAddress
                nonisolated(unsafe) let call = ck_umap_round(
                  points: points.baseAddress, stride: self.points.stride, count: count,
                  dimensions: self.points.dimensions, others: others.baseAddress,
                  other_stride: elsewhere.stride, other_count: elsewhere.count,
                  starts: starts.baseAddress, neighbours: neighbours.baseAddress,
                  weights: strengths.baseAddress, a: Float(curve.a), b: Float(curve.b),
                  rate: Float(rate), round: UInt32(truncatingIfNeeded: round), seed: seed,
                  pulls: self.others == nil ? 2 : 1, pushes: Self.pushes)
                Parallel.forEach(blocks: (count + Self.block - 1) / Self.block) { block in
                  let first = block * Self.block
                  withUnsafePointer(to: call) {
                    ck_umap_move($0, first, min(count, first + Self.block), target)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The curve 1 / (1 + a d^2b) by which points at distance d count as joined: nearest to 1 up to the minimal
/// distance and exp(-(d - minimal)) beyond (McInnes et al. 2018, definition 11).
struct UMAPCurve: Equatable {
  private(set) var a = 1.0
  private(set) var b = 1.0

  /// Fits the curve at 300 distances up to 3 by the method of Levenberg and Marquardt.
  init(minimumDistance: Double) {
    let points = (0..<300).map { index in
      let d = 3 * Double(index) / 299
      return (d, d < minimumDistance ? 1 : Elementary.exp(minimumDistance - d))
    }
    var damping = 1e-3
    var error = Self.error(points, a, b)
    for _ in 0..<200 {
      let (aa, ab, bb, ga, gb) = slopes(points)
      let (p, q) = (aa * (1 + damping), bb * (1 + damping))
      let determinant = p * q - ab * ab
      guard determinant > 0 else { break }
      let (da, db) = ((q * ga - ab * gb) / determinant, (p * gb - ab * ga) / determinant)
      let tried = Self.error(points, a + da, b + db)
      if tried <= error, a + da > 0, b + db > 0 {
        (a, b, error, damping) = (a + da, b + db, tried, damping / 10)
        if abs(da) + abs(db) < 1e-12 { break }
      } else {
        damping *= 10
        if damping > 1e12 { break }
      }
    }
  }

  private static func value(_ d: Double, _ a: Double, _ b: Double) -> (value: Double, power: Double)
  {
    let power = d > 0 ? Elementary.exp(2 * b * Elementary.log(d)) : 0
    return (1 / (1 + a * power), power)
  }

  private static func error(_ points: [(Double, Double)], _ a: Double, _ b: Double) -> Double {
    points.reduce(0) { sum, point in
      let step = value(point.0, a, b).value - point.1
      return sum + step * step
    }
  }

  /// The products of the derivatives with one another and with what is missing.
  private func slopes(
    _ points: [(Double, Double)]
  ) -> (Double, Double, Double, Double, Double) {
    var (aa, ab, bb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (d, wanted) in points where d > 0 {
      let (value, power) = Self.value(d, a, b)
      let byA = -power * value * value
      let byB = 2 * a * Elementary.log(d) * byA
      aa += byA * byA
      ab += byA * byB
      bb += byB * byB
      ga += byA * (wanted - value)
      gb += byB * (wanted - value)
    }
    return (aa, ab, bb, ga, gb)
  }
}
