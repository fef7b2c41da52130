import CKernels
import Numerics
import Specification

/// A layer that maps every number by itself, so that any shape passes unchanged.
public protocol ActivationLayer: Layer {
  /// Its function as the kernels know it.
  var function: ck_function { get }
  /// The function's parameter, where it has one.
  var parameter: Double { get }
}

extension ActivationLayer {
  public var parameter: Double { 0 }

  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    ActivationOperation<T>(function: function, parameter: parameter, size: input.count)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }
}

/// max(x, 0); the gradient at 0 is 0.
public struct ReLU: ActivationLayer {
  public init() {}

  public static var kind: String { "relu" }
  public static var summary: String { "max(x, 0)" }
  public static var fields: [Field<Self>] { [] }

  public var function: ck_function { CK_RELU }

  /// Not below zero.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(0, input.lowerBound)...max(0, input.upperBound)
  }

  public func pyTorch(for input: Shape) -> String { "nn.ReLU()" }
}

/// max(x, 0) + slope min(x, 0); the gradient at 0 is the slope.
public struct LeakyReLU: ActivationLayer {
  /// Slope below 0.
  public var slope = 0.01

  /// The usual slope.
  public init() {}

  public static var kind: String { "leakyReLU" }
  public static var summary: String { "x above 0, slope x below" }
  public static var fields: [Field<Self>] {
    [Field("slope", \.slope, "slope below 0", .atLeast(0), isPrimary: true)]
  }

  public var function: ck_function { CK_LEAKY_RELU }
  /// The slope.
  public var parameter: Double { slope }

  /// Less of what lies below zero.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    input.lowerBound < 0 ? .anything : input
  }

  public func pyTorch(for input: Shape) -> String { "nn.LeakyReLU(\(slope.python))" }
}

/// The hyperbolic tangent.
public struct Tanh: ActivationLayer {
  public init() {}

  public static var kind: String { "tanh" }
  public static var summary: String { "hyperbolic tangent" }
  public static var fields: [Field<Self>] { [] }

  public var function: ck_function { CK_TANH }

  /// Between -1 and 1.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    -1...1
  }

  public func pyTorch(for input: Shape) -> String { "nn.Tanh()" }
}

/// The logistic function 1 / (1 + exp(-x)).
public struct Sigmoid: ActivationLayer {
  public init() {}

  public static var kind: String { "sigmoid" }
  public static var summary: String { "1 / (1 + exp(-x))" }
  public static var fields: [Field<Self>] { [] }

  public var function: ck_function { CK_SIGMOID }

  /// Between 0 and 1.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    0...1
  }

  public func pyTorch(for input: Shape) -> String { "nn.Sigmoid()" }
}

/// Exponential linear unit (Clevert et al.: "Fast and accurate deep network learning by exponential
/// linear units", ICLR 2016): x above 0, scale (exp(x) - 1) below.
public struct ELU: ActivationLayer {
  /// Scale below 0.
  public var scale = 1.0

  /// The usual scale.
  public init() {}

  public static var kind: String { "elu" }
  public static var summary: String { "x above 0, scale (exp(x) - 1) below" }
  public static var fields: [Field<Self>] {
    [Field("scale", \.scale, "scale below 0", .atLeast(0), isPrimary: true)]
  }

  public var function: ck_function { CK_ELU }
  /// The scale.
  public var parameter: Double { scale }

  /// Not below -scale.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(-abs(scale), min(0, input.lowerBound))...max(0, abs(scale), input.upperBound)
  }

  public func pyTorch(for input: Shape) -> String { "nn.ELU(\(scale.python))" }
}

/// Gaussian error linear unit (Hendrycks and Gimpel, arXiv:1606.08415): x Phi(x), exactly.
public struct GELU: ActivationLayer {
  public init() {}

  public static var kind: String { "gelu" }
  public static var summary: String { "x Phi(x)" }
  public static var fields: [Field<Self>] { [] }

  public var function: ck_function { CK_GELU }

  /// Hardly below zero: at least -0.17.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    max(-0.17, min(0, input.lowerBound))...max(0, input.upperBound)
  }

  public func pyTorch(for input: Shape) -> String { "nn.GELU()" }
}

/// exp(x_i) / sum exp(x_j) over the features of a vector, or the channels of each pixel.
public struct Softmax: Layer {
  public init() {}

  public static var kind: String { "softmax" }
  public static var summary: String { "exponentials that sum to 1 over features or channels" }
  public static var fields: [Field<Self>] { [] }

  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    SoftmaxOperation<T>(rows: input.positions, columns: input.channels)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  /// Shares of one.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> {
    0...1
  }

  /// `nn.Softmax`, over features or channels.
  public func pyTorch(for input: Shape) -> String { "nn.Softmax(dim=1)" }
}

/// A function of single numbers, with its gradient from its output.
struct ActivationOperation<T: Scalar>: Operation {
  let function: ck_function
  let parameter: Double
  /// The numbers of a sample.
  let size: Int

  var worksInPlace: Bool { function != CK_GELU }
  var needsInput: Bool { function == CK_GELU }
  var needsOutput: Bool { function != CK_GELU }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    inBlocks(pass.count * size) { offset, count in
      T.kernels.apply(function, parameter, count, x.base + offset, y.base + offset)
    }
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    let known = needsInput ? x : y
    inBlocks(pass.count * size) { offset, count in
      T.kernels.derive(
        function, parameter, count, known.base + offset, dy.base + offset, dx.base + offset)
    }
  }
}

/// Runs an element-wise kernel over numbers in blocks that threads can share.
func inBlocks(_ count: Int, _ body: @Sendable (_ offset: Int, _ count: Int) -> Void) {
  let size = 1 << 16
  Parallel.forEach(blocks: (count + size - 1) / size) { block in
    body(block * size, min(size, count - block * size))
  }
}

/// Softmax at work, over the columns of `rows` rows a sample.
struct SoftmaxOperation<T: Scalar>: Operation {
  let rows: Int
  let columns: Int

  var worksInPlace: Bool { true }
  var needsInput: Bool { false }
  var needsOutput: Bool { true }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    T.kernels.softmax(pass.count * rows, columns, x.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    T.kernels.softmax_gradient(pass.count * rows, columns, y.base, dy.base, dx.base)
  }
}
