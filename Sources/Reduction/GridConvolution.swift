import CKernels
import Numerics

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
