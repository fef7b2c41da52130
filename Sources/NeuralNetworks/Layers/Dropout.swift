import CKernels
import Numerics
import Specification

/// In training, numbers set to 0 at random and the others scaled up to make good for it
/// (Srivastava et al., JMLR 15, 2014); nothing otherwise.
public struct Dropout: Layer {
  /// The probability that a number is set to 0.
  public var probability = 0.5

  /// Half of the numbers.
  public init() {}

  public static var kind: String { "dropout" }
  public static var summary: String { "numbers set to 0 at random in training" }
  public static var fields: [Field<Self>] {
    [
      Field(
        "probability", \.probability, "probability that a number is set to 0",
        .from(0, below: 1), isPrimary: true)
    ]
  }

  public func output(for input: Shape) throws(ShapeProblem) -> Shape { input }

  public func multiplyAdds(for input: Shape) -> Int { 0 }

  public func operation<T: Scalar>(
    for input: Shape, weights: [Region], name: String, _ plan: inout MemoryPlan
  ) -> any Operation<T> {
    DropoutOperation<T>(probability: probability, size: input.count, name: name, &plan)
  }

  public func fewestImages(for input: Shape) -> Int { 1 }

  public func range(of input: ClosedRange<Double>) -> ClosedRange<Double> { input }

  public func pyTorch(for input: Shape) -> String { "nn.Dropout(\(probability.python))" }
}

/// Dropout at work. Each step of training draws its own mask.
struct DropoutOperation<T: Scalar>: Operation {
  private let probability: Double
  private let size: Int
  private let purpose: String
  /// 0 for what is dropped, 1 / (1 - probability) for the rest.
  private let mask: Region

  init(probability: Double, size: Int, name: String, _ plan: inout MemoryPlan) {
    self.probability = probability
    self.size = size
    purpose = "dropout/\(name)"
    mask = plan.reserve(plan.isTraining ? plan.batch * size : 0)
  }

  var worksInPlace: Bool { true }
  var needsInput: Bool { false }
  var needsOutput: Bool { false }

  func forward(_ x: Numbers<T>, _ y: Numbers<T>, _ pass: Pass<T>) {
    let count = pass.count * size
    if x.base != y.base { y.base.update(from: x.base, count: count) }
    guard pass.isTraining else { return }
    var random = RandomStream(seed: pass.seed, purpose: purpose, index: pass.step)
    let mask = pass.memory[self.mask]
    let kept = T(1 / (1 - probability))
    for index in 0..<count { mask.base[index] = random.uniform() < probability ? 0 : kept }
    T.kernels.multiply(count, mask.base, y.base)
  }

  func backward(
    x: Numbers<T>, y: Numbers<T>, dy: Numbers<T>, dx: Numbers<T>?, _ pass: Pass<T>
  ) {
    guard let dx else { return }
    if dx.base != dy.base { dx.base.update(from: dy.base, count: pass.count * size) }
    T.kernels.multiply(pass.count * size, pass.memory[mask].base, dx.base)
  }
}
