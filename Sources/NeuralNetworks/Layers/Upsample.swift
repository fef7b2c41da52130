import CKernels
import Numerics
import Specification

/// Each pixel repeated (nearest neighbour).
///
/// `[H, W, C]` becomes `[H factor, W factor, C]`.
public struct Upsample: Layer {
  /// How often each pixel is repeated in each direction.
  public var factor = Extent(2)

  /// Twice as many rows and columns.
  public init() {}

  public static var kind: String { "upsample" }
  public static var summary: String { "each pixel repeated" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "factor", \.factor, "repetitions of each pixel, down and across", .atLeast(1),
        isPrimary: true)
    ]
  }

  /// The inverse of a pooling.
  init(restoring image: Shape, from pooled: Shape) throws(ShapeProblem) {
    guard case .image(let height, let width, _) = image,
      case .image(let rows, let columns, _) = pooled,
      height % rows == 0, width % columns == 0
    else { throw ShapeProblem("\(pooled) cannot be repeated to \(image)") }
    factor = Extent(height: height / rows, width: width / columns)
  }

  /// `[H, W, C]` to `[H factor, W factor, C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard case .image(let height, let width, let channels) = input else {
      throw ShapeProblem("upsample needs an image, this is a vector of \(input)")
    }
    return .image(
      height: Count.product([height, factor.height]).value,
      width: Count.product([width, factor.width]).value, channels: channels)
  }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  /// The layer at work: every pixel spread over a window of its own, which is what averaging over
  /// such windows has for an adjoint, but for the factor.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    let geometry = try ConvolutionGeometry(
      pooling: output(for: input), window: factor, stride: factor, padding: Extent(0))
    return UpsamplingOperation<T>(geometry)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  public func pyTorch(for input: Shape) -> String {
    "nn.Upsample(scale_factor=\(factor.python), mode=\"nearest\")"
  }
}

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
