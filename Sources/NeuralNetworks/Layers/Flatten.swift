import CKernels
import Numerics
import Specification

/// An image as a vector in PyTorch's order: channel, row, column. A vector stays as it is.
public struct Flatten: Layer {
  public init() {}

  public static var kind: String { "flatten" }
  public static var summary: String { "an image as a vector, channel by channel" }
  public static var fields: [Field<Self>] { [] }

  /// `[H, W, C]` to `[C H W]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape { .vector(input.count) }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    FlattenOperation<T>(input, isInverse: false)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  public func pyTorch(for input: Shape) -> String { "nn.Flatten()" }
}

/// A vector as an image: the inverse of `Flatten`.
public struct Unflatten: Layer {
  /// `[height, width, channels]`.
  public var shape = [1, 1, 1]

  /// One pixel.
  public init() {}

  /// An image of the given size.
  public init(height: Int, width: Int, channels: Int) { shape = [height, width, channels] }

  public static var kind: String { "unflatten" }
  public static var summary: String { "a vector as an image, channel by channel" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "shape", \.shape, "[height, width, channels]", .atLeast(1), isRequired: true,
        isPrimary: true)
    ]
  }

  /// Three dimensions.
  public func check(_ report: (_ field: String, _ message: String) -> Void) {
    if shape.count != 3 { report("shape", "shape must be [height, width, channels]") }
  }

  /// `[C H W]` to `[H, W, C]`.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard let image = Shape(shape), shape.count == 3 else {
      throw ShapeProblem("the shape must be [height, width, channels]")
    }
    guard image.count == input.count else {
      throw ShapeProblem("\(image) is \(image.count) numbers, the input has \(input.count)")
    }
    return image
  }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) throws(ShapeProblem) -> any Operation<T> {
    FlattenOperation<T>(try output(for: input), isInverse: true)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  /// `nn.Unflatten`, whose images have their channels first.
  public func pyTorch(for input: Shape) -> String {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    return PyTorchText.call("nn.Unflatten", ["1", "(\(channels), \(height), \(width))"])
  }
}

/// The step between images, whose channels lie side by side, and vectors in PyTorch's order.
struct FlattenOperation<T: Scalar>: Operation {
  let positions: Int
  let channels: Int
  /// From vectors to images.
  let isInverse: Bool

  /// The step for an image's shape.
  init(_ image: Shape, isInverse: Bool) {
    positions = image.positions
    channels = image.channels
    self.isInverse = isInverse
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { false }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    rearrange(x, y, toImages: isInverse, pass)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    rearrange(dy, dx, toImages: !isInverse, pass)
  }

  private func rearrange(
    _ x: Numbers<T>, _ y: Numbers<T>, toImages: Bool, _ pass: Pass<T>
  ) {
    let rows = toImages ? channels : positions
    let columns = toImages ? positions : channels
    let size = positions * channels
    Parallel.forEach(blocks: pass.count) { sample in
      T.kernels.transpose(
        rows, columns, x.base + sample * size, columns, y.base + sample * size, rows)
    }
  }
}
