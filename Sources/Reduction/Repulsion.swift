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

/// The convolution of a square grid with 1 / (1 + r^2) less a constant, for sources and readings that
/// are cubic B-splines.
final class GridConvolution {
  /// Nodes along each side: a power of two, at least 64.
  let size: Int
  /// The constant taken off the kernel, which exerts no force: without it the potential of points that
  /// lie close together would be large and its gradient lost to rounding.
  let shift: Float
  /// What is convolved, and the result: `[size * size]`.
  var grid: [Float]

  private let twiddles: [Float]
  private let kernel: [Float]
  private var spectrum: [Float]
  private let slabScratch: Int

  /// Prepares the transform of the kernel for nodes at a distance of `spacing`.
  init(size: Int, spacing: Float) {
    self.size = size
    let far = Double(size) * Double(spacing)
    shift = Float(1 / (1 + far * far))
    grid = Array(repeating: 0, count: size * size)
    twiddles = Self.twiddles(length: 2 * size)
    spectrum = Array(repeating: 0, count: 2 * (size + 16) * size)
    slabScratch = 128 * size
    kernel = Self.kernel(size: size, spacing: Double(spacing), shift: shift, twiddles: twiddles)
  }

  /// Sets every node to zero.
  func clear() {
    grid.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// Convolves the grid.
  func run() {
    let (size, scratch) = (size, slabScratch)
    grid.withUnsafeMutableBufferPointer { grid in
      spectrum.withUnsafeMutableBufferPointer { spectrum in
        twiddles.withUnsafeBufferPointer { twiddles in
          kernel.withUnsafeBufferPointer { kernel in
            nonisolated(unsafe) let (grid, spectrum) = (grid.baseAddress, spectrum.baseAddress)
            nonisolated(unsafe) let (twiddles, kernel) = (
              twiddles.baseAddress, kernel.baseAddress
            )
            Self.slabs(size / 32, scratch) {
              ck_grid_forward(grid, size, $0, twiddles, $1, spectrum)
            }
            Self.slabs(size / 16 + 1, scratch) {
              ck_grid_multiply(size, $0, twiddles, kernel, $1, spectrum)
            }
            Self.slabs(size / 32, scratch) {
              ck_grid_inverse(spectrum, size, $0, twiddles, $1, grid)
            }
          }
        }
      }
    }
  }

  /// Runs a step on every slab, each with scratch of its own.
  private static func slabs(
    _ count: Int, _ scratch: Int, _ body: @Sendable (Int, UnsafeMutablePointer<Float>?) -> Void
  ) {
    Parallel.forEach(blocks: count) { slab in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: scratch) {
        body(slab, $0.baseAddress)
      }
    }
  }

  /// cos and then -sin of 2 pi k / length.
  private static func twiddles(length: Int) -> [Float] {
    let angles = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    let turns = angles.map { Elementary.sinCos($0) }
    return turns.map { Float($0.cosine) } + turns.map { Float(-$0.sine) }
  }

  /// The transform of the kernel, which is even along both axes and therefore real, with what undoes
  /// the smoothing of the splines and the scale of the transforms, in the order of the second step.
  private static func kernel(
    size: Int, spacing: Double, shift: Float, twiddles: [Float]
  ) -> [Float] {
    let length = 2 * size
    let across = evenTransforms(rows: size + 16, length: length, twiddles) { row, column in
      let square = (Double(row * row) + Double(column * column)) * spacing * spacing
      return Float(1 / (1 + square) - Double(shift))
    }
    let down = evenTransforms(rows: size + 16, length: length, twiddles) { row, column in
      across[column * length + row]
    }
    let correction = (0..<length).map { frequency in
      let smoothing = (2 + Double(twiddles[frequency])) / 3
      return 1 / (smoothing * smoothing * Double(length))
    }
    var kernel = [Float](repeating: 0, count: (size / 16 + 1) * length * 16)
    for k in 0..<size + 16 {
      for u in 0..<length {
        kernel[((k / 16) * length + u) * 16 + k % 16] = Float(
          Double(down[k * length + u]) * correction[k] * correction[u])
      }
    }
    return kernel
  }

  /// The transforms of even rows: row r is value(r, c) for c up to half the length, mirrored beyond.
  private static func evenTransforms(
    rows: Int, length: Int, _ twiddles: [Float], _ value: (Int, Int) -> Float
  ) -> [Float] {
    var result = [Float](repeating: 0, count: rows * length)
    var re = [Float](repeating: 0, count: 16 * length)
    var im = re
    var scratch = [Float](repeating: 0, count: 32 * length)
    for first in stride(from: 0, to: rows, by: 16) {
      for lane in 0..<16 {
        for column in 0..<length {
          re[column * 16 + lane] = value(first + lane, min(column, length - column))
          im[column * 16 + lane] = 0
        }
      }
      ck_fourier(&re, &im, &scratch, length, twiddles)
      for lane in 0..<16 {
        for column in 0..<length {
          result[(first + lane) * length + column] = re[column * 16 + lane]
        }
      }
    }
    return result
  }
}
