import CKernels
import Numerics

/// The repulsive half of t-SNE's gradient.
protocol Repulsion: AnyObject {
  /// Writes sum_j q_ij^2 (y_i - y_j) for every point i, planar like the points, and returns the sum of
  /// all q_ij = 1 / (1 + |y_i - y_j|^2), i and j different.
  func forces(on points: PlanarPoints, into forces: inout [Float]) -> Double
}

/// Every pair, one by one.
final class ExactRepulsion: Repulsion {
  private var sums: [Float] = []

  func forces(on points: PlanarPoints, into forces: inout [Float]) -> Double {
    if sums.count != points.stride { sums = Array(repeating: 0, count: points.stride) }
    let blocks = (points.count + 127) / 128
    points.values.withUnsafeBufferPointer { values in
      forces.withUnsafeMutableBufferPointer { forces in
        sums.withUnsafeMutableBufferPointer { sums in
          nonisolated(unsafe) let (values, forces, sums) = (values, forces, sums)
          Parallel.forEach(blocks: blocks) { block in
            ck_repulsion(
              values.baseAddress, points.stride, points.dimensions, block * 128,
              min(points.count, block * 128 + 128), forces.baseAddress, sums.baseAddress)
          }
        }
      }
    }
    return sums.prefix(points.count).reduce(0) { $0 + Double($1) } - Double(points.count)
  }
}
