import CKernels
import Specification

/// max(x, 0) + slope min(x, 0); the gradient at 0 is the slope.
public struct LeakyReLU: ActivationLayer {
  /// Slope below 0.
  public var slope = 0.01

  /// The usual slope.
  public init() {}

  /// `leakyReLU`
  public static var kind: String { "leakyReLU" }
  /// What it is.
  public static var summary: String { "x above 0, slope x below" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [Field("slope", \.slope, "slope below 0", .atLeast(0), isPrimary: true)]
  }

  /// As the kernels know it.
  public var function: ck_function { CK_LEAKY_RELU }
  /// The slope.
  public var parameter: Double { slope }
}
