import CKernels
import Numerics

/// Repetition of pixels at work: mean pooling the other way round, without the division.
struct UpsamplingOperation<T: Scalar>: Operation {
  /// The pooling whose grid is the input.
  private let geometry: ConvolutionGeometry
  private let sizes: PoolingSizes

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    sizes = PoolingSizes(value: ck_convolution(geometry))
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { false }
  var needsOutput: Bool { false }

  private var window: Int { geometry.kernel.height * geometry.kernel.width }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let kernels = T.kernels
    Parallel.forEach(blocks: pass.count) { sample in
      let image = y.base + sample * geometry.image.count
      kernels.fill(geometry.image.count, 0, image)
      withUnsafePointer(to: sizes.value) {
        kernels.pool_mean_gradient($0, x.base + sample * geometry.grid.count, image)
      }
      kernels.scale(geometry.image.count, Double(window), image, image)
    }
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    let kernels = T.kernels
    Parallel.forEach(blocks: pass.count) { sample in
      let grid = dx.base + sample * geometry.grid.count
      withUnsafePointer(to: sizes.value) {
        kernels.pool_mean($0, dy.base + sample * geometry.image.count, grid)
      }
      kernels.scale(geometry.grid.count, Double(window), grid, grid)
    }
  }
}
