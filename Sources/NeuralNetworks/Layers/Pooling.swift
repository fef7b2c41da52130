import CKernels
import Numerics
import Specification

/// A layer that makes one number of each window, channel by channel.
///
/// `[H, W, C]` becomes `[(H + 2 padding - size) / stride + 1, ..., C]`, rounded down.
public protocol PoolingLayer: Layer {
  /// The size of the window.
  var size: Extent { get set }
  /// The step from one window to the next; none: the window's size.
  var stride: Extent? { get set }
  /// The rows and columns added on each side, at most half of the window.
  var padding: Extent { get set }
  /// Whether a window gives its largest number; else its mean.
  static var takesMaximum: Bool { get }
}

extension PoolingLayer {
  /// The options of the window.
  public static var fields: [Field<Self>] {
    [
      Field("size", \.size, "size of the window", .atLeast(1), isPrimary: true),
      Field("stride", \.stride, "step between windows: the window's size unless said", .atLeast(1)),
      Field("padding", \.padding, "rows and columns added on each side", .atLeast(0)),
    ]
  }

  /// As in PyTorch, no window may lie in the padding alone.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if padding.height > size.height / 2 || padding.width > size.width / 2 {
      report("padding", "padding must be at most half of the window (\(size))")
    }
  }

  func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    try ConvolutionGeometry(
      pooling: input, window: size, stride: stride ?? size, padding: padding)
  }

  /// `[H, W, C]` to `[H', W', C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    try geometry(for: input).grid
  }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    PoolingOperation<T>(try geometry(for: input), takesMaximum: Self.takesMaximum, &plan)
  }

  /// A module of windows.
  fileprivate func pyTorch(_ name: String) -> String {
    PyTorchText.call(
      name,
      [size.python, "stride=\((stride ?? size).python)", "padding=\(padding.python)"])
  }
}

extension InvertibleLayer where Self: PoolingLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    [try Upsample(restoring: input, from: output(for: input))]
  }
}

/// The largest number under each window, channel by channel.
public struct MaxPool: PoolingLayer {
  /// The size of the window.
  public var size = Extent(2)
  /// The step from one window to the next; none: the window's size.
  public var stride: Extent?
  /// The rows and columns added on each side, at most half of the window.
  public var padding = Extent(0)

  /// Windows of 2 x 2 side by side.
  public init() {}

  public static var kind: String { "maxPool" }
  public static var summary: String { "largest number under a window" }
  /// The largest number.
  public static var takesMaximum: Bool { true }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  public func pyTorch(for input: Shape) -> String { pyTorch("nn.MaxPool2d") }
}

extension MaxPool: InvertibleLayer {}

/// The mean under each window, channel by channel; zeros of the padding count.
public struct AveragePool: PoolingLayer {
  /// The size of the window.
  public var size = Extent(2)
  /// The step from one window to the next; none: the window's size.
  public var stride: Extent?
  /// The rows and columns added on each side, at most half of the window.
  public var padding = Extent(0)

  /// Windows of 2 x 2 side by side.
  public init() {}

  public static var kind: String { "averagePool" }
  public static var summary: String { "mean under a window" }
  /// The mean.
  public static var takesMaximum: Bool { false }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Means lie between the numbers, and the zeros around an image.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    min(0, input.lowerBound)...max(0, input.upperBound)
  }

  public func pyTorch(for input: Shape) -> String { pyTorch("nn.AvgPool2d") }
}

extension AveragePool: InvertibleLayer {}

/// Pooling at work.
struct PoolingOperation<T: Scalar>: Operation {
  private let geometry: ConvolutionGeometry
  private let sizes: PoolingSizes
  private let takesMaximum: Bool
  /// For each number of the grid, whether its gradient has found its pixel.
  private let taken: Region

  init(_ geometry: ConvolutionGeometry, takesMaximum: Bool, _ plan: inout MemoryPlan) {
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

/// The mean of all pixels, channel by channel (Lin, Chen and Yan: "Network in network", ICLR 2014,
/// section 3.2): `[H, W, C]` becomes `[C]`, as PyTorch's `AdaptiveAvgPool2d(1)` and `Flatten`.
public struct GlobalAveragePool: Layer {
  public init() {}

  public static var kind: String { "globalAveragePool" }
  public static var summary: String { "mean of all pixels of a channel: an image becomes a vector" }
  public static var fields: [Field<Self>] { [] }

  /// `[H, W, C]` to `[C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    .vector(try geometry(for: input).gridChannels)
  }

  /// As before: a mean lies between its numbers.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  /// The layer at work: one window over the whole image.
  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    PoolingOperation<T>(try geometry(for: input), takesMaximum: false, &plan)
  }

  private func geometry(for input: Shape) throws(ShapeProblem) -> ConvolutionGeometry {
    guard case .image(let height, let width, _) = input else {
      throw ShapeProblem("globalAveragePool needs an image, this is a vector of \(input)")
    }
    let window = Extent(height: height, width: width)
    return try ConvolutionGeometry(
      pooling: input, window: window, stride: window, padding: Extent(0))
  }

  /// `nn.AdaptiveAvgPool2d` and `nn.Flatten`
  public func pyTorch(for input: Shape) -> String {
    "nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())"
  }
}

extension GlobalAveragePool: InvertibleLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    let pixel = Shape.image(height: 1, width: 1, channels: input.channels)
    let unflatten: [any Layer] = Unflatten(to: pixel).map { [$0] } ?? []
    return unflatten + [try Upsample(restoring: input, from: pixel)]
  }
}
