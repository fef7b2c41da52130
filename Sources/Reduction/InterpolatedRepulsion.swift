import CKernels
import Numerics

/// Repulsion in the plane by interpolation on a grid, in a time proportional to the number of points and
/// to that of nodes.
///
/// The points are spread over a regular grid as cubic B-splines, the grid is convolved with the kernel
/// by Fourier transforms, and the result is read back as a cubic spline. The idea of interpolating the
/// kernel is that of FIt-SNE (Linderman, Rachh, Hoskins, Steinerberger, Kluger: "Fast interpolation-based
/// t-SNE", Nature Methods 16, 2019); here one potential is enough, since the force is its gradient:
/// grad sum_j 1 / (1 + |y - y_j|^2) = -2 sum_j q^2 (y - y_j), as in particle-mesh Ewald summation
/// (Essmann et al., J. Chem. Phys. 103, 1995).
final class InterpolatedRepulsion: Repulsion {
  /// The distance of grid nodes, at most: a third of the kernel's width resolves it.
  static let coarsest: Float = 0.4
  /// The distance of grid nodes, at least.
  static let finest: Float = 0.05
  /// Nodes between the points and the edge of the grid.
  static let margin = 2

  private var convolution: GridConvolution?
  private var spacing: Float = 0
  private var values: [Float] = []

  func forces(on points: PlanarPoints, into forces: inout [Float]) -> Double {
    let ranges = (points.range(0), points.range(1))
    let span = max(
      ranges.0.upperBound - ranges.0.lowerBound, ranges.1.upperBound - ranges.1.lowerBound)
    prepare(for: span)
    guard let convolution else { return 0 }
    let room = spacing * Float(convolution.size) / 2
    let origin = [ranges.0, ranges.1].map { ($0.lowerBound + $0.upperBound) / 2 - room }
    if values.count != points.stride { values = Array(repeating: 0, count: points.stride) }
    let scale = 1 / spacing
    convolution.clear()
    ck_spread(
      points.values, points.stride, points.count, origin, scale, convolution.size,
      &convolution.grid)
    convolution.run()
    ck_gather(
      points.values, points.stride, points.count, origin, scale, convolution.size,
      convolution.grid, -0.5 / spacing, &values, &forces)
    let count = Double(points.count)
    let sum = values.prefix(points.count).reduce(0) { $0 + Double($1) }
    return sum + Double(convolution.shift) * count * count - count
  }

  /// Makes a grid that the points fit into and that resolves the kernel; keeps the last one while it
  /// does.
  private func prepare(for span: Float) {
    var size = 64
    while size < 1024, span > Float(size - 2 * Self.margin - 2) * Self.coarsest { size *= 2 }
    let needed = span / Float(size - 2 * Self.margin - 2)
    var spacing = Self.finest
    while spacing < needed { spacing *= 1.1892071 }
    if let convolution, convolution.size == size, self.spacing == spacing { return }
    self.spacing = spacing
    convolution = GridConvolution(size: size, spacing: spacing)
  }
}
