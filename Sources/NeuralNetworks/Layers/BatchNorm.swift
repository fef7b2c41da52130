import CKernels
import Numerics
import Specification

/// Batch normalisation over samples and pixels, channel by channel (features of a vector, one by
/// one), with running statistics for use after training (Ioffe and Szegedy, ICML 2015).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias
public struct BatchNorm: Layer {
  /// Added to the variance.
  public var epsilon = 1e-5
  /// How much of the running statistics one batch replaces.
  public var momentum = 0.1

  /// PyTorch's settings.
  public init() {}

  public static var kind: String { "batchNorm" }
  public static var summary: String { "batch normalisation, channel by channel" }
  public static var fields: [Field<Self>] {
    [
      Field("epsilon", \.epsilon, "added to the variance", .above(0)),
      Field(
        "momentum", \.momentum, "how much of the running statistics one batch replaces",
        .between(0, 1)),
    ]
  }

  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// Weight, bias, and the running statistics.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    let shape = [input.channels]
    return [
      ParameterSpecification("weight", shape: shape, constant: 1),
      ParameterSpecification("bias", shape: shape, constant: 0),
      ParameterSpecification("running_mean", shape: shape, isTrained: false, constant: 0),
      ParameterSpecification("running_var", shape: shape, isTrained: false, constant: 1),
      ParameterSpecification(
        "num_batches_tracked", shape: [], isTrained: false, constant: 0, isInteger: true),
    ]
  }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    BatchNormOperation<T>(
      self, input, weights: weights, isFrozen: plan.isFrozen(name), &plan)
  }

  /// The variance of one number is no variance: two images, where each channel of one has one number.
  public func fewestImages(for input: Shape) -> Int { input.count == input.channels ? 2 : 1 }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  /// `nn.BatchNorm2d` for images, `nn.BatchNorm1d` for vectors.
  public func pyTorch(for input: Shape) -> String {
    let name = if case .image = input { "nn.BatchNorm2d" } else { "nn.BatchNorm1d" }
    return PyTorchText.call(
      name, ["\(input.channels)", "eps=\(epsilon.python)", "momentum=\(momentum.python)"])
  }
}

/// Batch normalisation at work.
struct BatchNormOperation<T: Scalar>: Operation {
  private let options: BatchNorm
  /// Whether the statistics stay as they are, and are used in training too.
  private let isFrozen: Bool
  private let shape: Shape
  private let weight: Region
  private let bias: Region
  private let runningMean: Region
  private let runningVariance: Region
  private let batches: Region
  private let sums: RowSums<T>
  /// Each channel's mean and 1 / sqrt(variance + epsilon), in double precision.
  private let moments: Region
  /// Three numbers a channel for the kernels: two factors and what is added.
  private let coefficients: Region

  init(
    _ options: BatchNorm, _ shape: Shape, weights: [Region], isFrozen: Bool,
    _ plan: inout MemoryPlan
  ) {
    self.options = options
    self.isFrozen = isFrozen
    self.shape = shape
    weight = weights[0]
    bias = weights[1]
    runningMean = weights[2]
    runningVariance = weights[3]
    batches = weights[4]
    sums = RowSums(columns: shape.channels, &plan)
    moments = plan.reserveDoubles(2 * shape.channels)
    coefficients = plan.reserve(3 * shape.channels)
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { true }
  var needsOutput: Bool { false }

  private var channels: Int { shape.channels }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let rows = pass.count * shape.positions
    if pass.isTraining && !isFrozen {
      takeMoments(x, rows: rows, pass)
    } else {
      useRunningMoments(pass)
    }
    let moments = pass.doubles(self.moments)
    let factor = pass.memory[coefficients]
    let shift = factor + channels
    for channel in 0..<channels {
      let scale = Double(pass.weights[weight].base[channel]) * moments[channels + channel]
      factor.base[channel] = T(scale)
      shift.base[channel] = T(
        Double(pass.weights[bias].base[channel]) - moments[channel] * scale)
    }
    inRowBlocks(rows) { first, count in
      let offset = first * channels
      T.kernels.affine_rows(
        count, channels, x.base + offset, factor.base, shift.base, y.base + offset)
    }
  }

  /// Mean and variance of the batch; the running statistics move towards them, the variance
  /// as its unbiased estimate.
  private func takeMoments(_ x: Numbers<T>, rows: Int, _ pass: Pass<T>) {
    let (sums, squares) = self.sums.take(rows, x, with: x, pass)
    let moments = pass.doubles(self.moments)
    let count = Double(rows)
    let runningMean = pass.statistics[runningMean].base
    let runningVariance = pass.statistics[runningVariance].base
    for channel in 0..<channels {
      let mean = sums[channel] / count
      let variance = max(0, squares[channel] / count - mean * mean)
      moments[channel] = mean
      moments[channels + channel] = 1 / (variance + options.epsilon).squareRoot()
      let unbiased = rows > 1 ? variance * count / (count - 1) : variance
      Self.move(&runningMean[channel], towards: mean, by: options.momentum)
      Self.move(&runningVariance[channel], towards: unbiased, by: options.momentum)
    }
    pass.statistics[batches].base[0] += 1
  }

  private static func move(_ statistic: inout T, towards value: Double, by share: Double) {
    statistic = T((1 - share) * Double(statistic) + share * value)
  }

  private func useRunningMoments(_ pass: Pass<T>) {
    let moments = pass.doubles(self.moments)
    for channel in 0..<channels {
      let variance = Double(pass.statistics[runningVariance].base[channel])
      moments[channel] = Double(pass.statistics[runningMean].base[channel])
      moments[channels + channel] = 1 / (variance + options.epsilon).squareRoot()
    }
  }

  /// dx = w s (dy - mean(dy) - n mean(dy n)) with s = 1 / sqrt(variance + epsilon) and
  /// n = (x - mean) s, written as a dy + b x + c for each channel; where mean and variance are not those
  /// of the batch, dx = w s dy.
  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let rows = pass.count * shape.positions
    let (sums, products) = self.sums.take(rows, dy, with: x, pass)
    let moments = pass.doubles(self.moments)
    let factors = pass.memory[coefficients]
    for channel in 0..<channels {
      let mean = moments[channel]
      let scale = moments[channels + channel]
      let weightGradient = (products[channel] - mean * sums[channel]) * scale
      pass.gradients[weight].base[channel] = T(weightGradient)
      pass.gradients[bias].base[channel] = T(sums[channel])
      let a = Double(pass.weights[weight].base[channel]) * scale
      let b = isFrozen ? 0 : -a * scale * weightGradient / Double(rows)
      let c = isFrozen ? 0 : -a * sums[channel] / Double(rows) - b * mean
      factors.base[channel] = T(a)
      factors.base[channels + channel] = T(b)
      factors.base[2 * channels + channel] = T(c)
    }
    guard let dx else { return }
    inRowBlocks(rows) { first, count in
      let offset = first * channels
      T.kernels.combine_rows(
        count, channels, factors.base, dy.base + offset, (factors + channels).base,
        x.base + offset, (factors + 2 * channels).base, dx.base + offset)
    }
  }

  private func inRowBlocks(_ rows: Int, _ body: @Sendable (_ first: Int, _ count: Int) -> Void) {
    let size = max(1, (1 << 16) / channels)
    Parallel.forEach(blocks: (rows + size - 1) / size) { block in
      body(block * size, min(size, rows - block * size))
    }
  }
}
