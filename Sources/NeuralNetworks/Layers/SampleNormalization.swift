import CKernels
import Numerics
import Specification

/// Normalisation of each sample by itself: over its pixels and the channels of a group (features of a
/// vector), so that no other sample of the batch matters (Wu and He: "Group normalization", ECCV 2018).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias, weight and bias one number a channel.
public struct GroupNorm: Layer {
  /// The groups that the channels are divided into.
  public var groups = 8
  /// Added to the variance.
  public var epsilon = 1e-5

  /// Eight groups.
  public init() {}

  public static var kind: String { "groupNorm" }
  public static var summary: String {
    "normalisation of each sample, by groups of channels"
  }
  public static var fields: [Field<Self>] {
    [
      Field("groups", \.groups, "groups of channels", .atLeast(1), isPrimary: true),
      Field("epsilon", \.epsilon, "added to the variance", .above(0)),
    ]
  }

  /// The shape stays; the groups must divide the channels.
  public func output(for input: Shape) throws(ShapeProblem) -> Shape {
    guard input.channels % groups == 0 else {
      throw ShapeProblem("groupNorm cannot divide \(input.channels) channels into \(groups) groups")
    }
    return input
  }

  /// Weight and bias.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    [
      ParameterSpecification("weight", shape: [input.channels], constant: 1),
      ParameterSpecification("bias", shape: [input.channels], constant: 0),
    ]
  }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    SampleNormalization<T>(
      input, groups: groups, epsilon: epsilon, weights: weights, weightCount: input.channels, &plan)
  }

  public func pyTorch(for input: Shape) -> String {
    PyTorchText.call(
      "nn.GroupNorm", ["\(groups)", "\(input.channels)", "eps=\(epsilon.python)"])
  }
}

/// Normalisation of each sample by itself over all its numbers (Ba, Kiros and Hinton: "Layer
/// normalization", 2016).
///
/// y = (x - mean) / sqrt(variance + epsilon) weight + bias, weight and bias one number for each number
/// of the sample, as PyTorch's `LayerNorm` over `[C, H, W]`.
public struct LayerNorm: Layer {
  /// Added to the variance.
  public var epsilon = 1e-5

  /// PyTorch's settings.
  public init() {}

  public static var kind: String { "layerNorm" }
  public static var summary: String { "normalisation of each sample over all its numbers" }
  public static var fields: [Field<Self>] {
    [Field("epsilon", \.epsilon, "added to the variance", .above(0))]
  }

  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  /// Weight and bias, channel by channel in PyTorch.
  public func parameters(for input: Shape) -> [ParameterSpecification] {
    var shape = [input.count]
    var order = [0]
    if case .image(let height, let width, let channels) = input {
      shape = [channels, height, width]
      order = [1, 2, 0]
    }
    return [
      ParameterSpecification("weight", shape: shape, order: order, constant: 1),
      ParameterSpecification("bias", shape: shape, order: order, constant: 0),
    ]
  }

  /// Weights may make anything.
  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { .anything }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    SampleNormalization<T>(
      input, groups: 1, epsilon: epsilon, weights: weights, weightCount: input.count, &plan)
  }

  /// `nn.LayerNorm`, over images with their channels first.
  public func pyTorch(for input: Shape) -> String {
    let shape = parameters(for: input)[0].shape.map(String.init).joined(separator: ", ")
    return PyTorchText.call("nn.LayerNorm", ["[\(shape)]", "eps=\(epsilon.python)"])
  }
}

/// Normalisation of each sample by itself at work: n = (x - mean) / sqrt(variance + epsilon) over pixels
/// and the channels of a group, then y = n weight + bias.
///
/// Weight and bias have a number for each channel, or for each number of the sample. Samples are
/// independent, so that threads share them; sums are in double precision and in a fixed order.
struct SampleNormalization<T: Scalar>: Operation {
  private let shape: Shape
  private let groups: Int
  private let epsilon: Double
  private let weight: Region
  private let bias: Region
  /// How many numbers weight and bias have each.
  private let weightCount: Int
  private let weightSums: RowSums<T>
  /// n of the last pass, which the way back needs: `[batch, sample]`.
  private let normalized: Region
  /// For each sample, and each of its channels: a sum and a sum of products, in double precision.
  private let sums: Region
  /// For each sample and group 1 / sqrt(variance + epsilon), in double precision.
  private let scales: Region
  /// For each sample three numbers a channel for the kernels.
  private let coefficients: Region
  /// Numbers that stay 0.
  private let zeros: Region

  init(
    _ shape: Shape, groups: Int, epsilon: Double, weights: [Region], weightCount: Int,
    _ plan: inout MemoryPlan
  ) {
    self.shape = shape
    self.groups = groups
    self.epsilon = epsilon
    self.weightCount = weightCount
    weight = weights[0]
    bias = weights[1]
    weightSums = RowSums(columns: weightCount, &plan)
    normalized = plan.reserve(plan.batch * shape.count)
    sums = plan.reserveDoubles(2 * plan.batch * shape.channels)
    scales = plan.reserveDoubles(plan.batch * groups)
    coefficients = plan.reserve(3 * plan.batch * shape.channels)
    zeros = plan.reserve(weightCount)
  }

  var worksInPlace: Bool { false }
  var needsInput: Bool { false }
  var needsOutput: Bool { false }

  private var channels: Int { shape.channels }
  /// The numbers that weight and bias are laid over, in rows of them.
  private var rows: Int { shape.count / weightCount }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let normalized = pass.memory[self.normalized]
    let (weight, bias) = (pass.weights[weight], pass.weights[bias])
    Parallel.forEach(blocks: pass.count) { sample in
      let offset = sample * shape.count
      let factor = pass.memory[coefficients] + 3 * sample * channels
      takeMoments(x + offset, of: sample, factor, factor + channels, pass)
      let n = normalized.base + offset
      T.kernels.affine_rows(
        shape.positions, channels, x.base + offset, factor.base, (factor + channels).base, n)
      T.kernels.affine_rows(rows, weightCount, n, weight.base, bias.base, y.base + offset)
    }
  }

  /// The factors and shifts that bring each channel of a sample to mean 0 and variance 1.
  private func takeMoments(
    _ x: Numbers<T>, of sample: Int, _ factor: Numbers<T>, _ shift: Numbers<T>, _ pass: Pass<T>
  ) {
    let (sums, squares) = channelSums(x, with: x, of: sample, pass)
    let scales = pass.doubles(self.scales) + sample * groups
    forEachGroup(sums, squares) { group, channels, count, sum, square in
      let mean = sum / count
      let scale = 1 / (max(0, square / count - mean * mean) + epsilon).squareRoot()
      scales[group] = scale
      for channel in channels {
        factor.base[channel] = T(scale)
        shift.base[channel] = T(-mean * scale)
      }
    }
  }

  /// Each group with its channels, how many numbers it holds, and what the channels' sums add up to.
  private func forEachGroup(
    _ sums: UnsafeMutablePointer<Double>, _ products: UnsafeMutablePointer<Double>,
    _ body: (
      _ group: Int, _ channels: Range<Int>, _ count: Double, _ sum: Double, _ product: Double
    ) -> Void
  ) {
    let size = channels / groups
    let count = Double(size * shape.positions)
    for group in 0..<groups {
      let own = group * size..<(group + 1) * size
      var (sum, product) = (0.0, 0.0)
      for channel in own {
        sum += sums[channel]
        product += products[channel]
      }
      body(group, own, count, sum, product)
    }
  }

  /// For each channel of a sample the sum of x, and that of its products with y.
  private func channelSums(
    _ x: Numbers<T>, with y: Numbers<T>, of sample: Int, _ pass: Pass<T>
  ) -> (sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>) {
    let own = pass.doubles(sums) + 2 * sample * channels
    own.update(repeating: 0, count: 2 * channels)
    T.kernels.add_rows(shape.positions, channels, x.base, own)
    T.kernels.add_row_products(shape.positions, channels, x.base, y.base, own + channels)
    return (own, own + channels)
  }

  /// dx = s (g - mean(g) - n mean(g n)) with g = dy weight, the means over pixels and the channels of a
  /// group, and s = 1 / sqrt(variance + epsilon).
  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    let normalized = pass.memory[self.normalized]
    let (biasSums, products) = weightSums.take(pass.count * rows, dy, with: normalized, pass)
    for index in 0..<weightCount {
      pass.gradients[weight].base[index] = T(products[index])
      pass.gradients[bias].base[index] = T(biasSums[index])
    }
    guard let dx else { return }
    let weight = pass.weights[weight]
    let zeros = pass.memory[self.zeros]
    Parallel.forEach(blocks: pass.count) { sample in
      let offset = sample * shape.count
      T.kernels.affine_rows(
        rows, weightCount, dy.base + offset, weight.base, zeros.base, dx.base + offset)
      let a = pass.memory[coefficients] + 3 * sample * channels
      let (b, c) = (a + channels, a + 2 * channels)
      combine(dx + offset, normalized + offset, of: sample, a, b, c, pass)
      T.kernels.combine_rows(
        shape.positions, channels, a.base, dx.base + offset, b.base, normalized.base + offset,
        c.base, dx.base + offset)
    }
  }

  /// The factors a of g and b of n, and the shift c, of each channel of a sample.
  private func combine(
    _ g: Numbers<T>, _ n: Numbers<T>, of sample: Int, _ a: Numbers<T>, _ b: Numbers<T>,
    _ c: Numbers<T>, _ pass: Pass<T>
  ) {
    let (sums, products) = channelSums(g, with: n, of: sample, pass)
    let scales = pass.doubles(self.scales) + sample * groups
    forEachGroup(sums, products) { group, channels, count, sum, product in
      for channel in channels {
        a.base[channel] = T(scales[group])
        b.base[channel] = T(-scales[group] * product / count)
        c.base[channel] = T(-scales[group] * sum / count)
      }
    }
  }
}
