import CKernels
import Numerics

/// Pooling at work.
struct PoolingOperation<T: Scalar>: Operation {
  private let geometry: ConvolutionGeometry
  private let sizes: PoolingSizes
  private let takesMaximum: Bool
  /// For each number of the grid, whether its gradient has found its pixel.
  private let taken: Region

  init(_ geometry: ConvolutionGeometry, takesMaximum: Bool, _ plan: inout Plan) {
    self.geometry = geometry
    self.takesMaximum = takesMaximum
    sizes = PoolingSizes(value: ck_convolution(geometry))
    taken = plan.reserve(takesMaximum && plan.isTraining ? plan.batch * geometry.grid.count : 0)
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { takesMaximum }
  var needsOutput: Bool { takesMaximum }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let pool = takesMaximum ? T.kernels.pool_maximum : T.kernels.pool_mean
    Parallel.forEach(blocks: pass.count) { sample in
      withUnsafePointer(to: sizes.value) {
        pool(
          $0, x.base + sample * geometry.image.count, y.base + sample * geometry.grid.count)
      }
    }
  }

  /// Whether each pixel lies under exactly one window: then its gradient is written, not added to.
  private var windowsCoverTheImage: Bool {
    geometry.kernel == geometry.stride && geometry.padding == Extent(0)
      && geometry.imageHeight == geometry.gridHeight * geometry.stride.height
      && geometry.imageWidth == geometry.gridWidth * geometry.stride.width
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    let taken = pass.memory[self.taken]
    let kernels = T.kernels
    Parallel.forEach(blocks: pass.count) { sample in
      let image = sample * geometry.image.count
      let grid = sample * geometry.grid.count
      if !windowsCoverTheImage { kernels.fill(geometry.image.count, 0, dx.base + image) }
      withUnsafePointer(to: sizes.value) {
        if takesMaximum {
          kernels.pool_maximum_gradient(
            $0, x.base + image, y.base + grid, dy.base + grid, dx.base + image,
            taken.base + grid)
        } else {
          kernels.pool_mean_gradient($0, dy.base + grid, dx.base + image)
        }
      }
    }
  }
}

/// The sizes of a window, as the kernels take them.
struct PoolingSizes: @unchecked Sendable {
  var value: ck_convolution
}
