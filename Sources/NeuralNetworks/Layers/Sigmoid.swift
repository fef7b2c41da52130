import CKernels
import Specification

/// The logistic function 1 / (1 + exp(-x)).
public struct Sigmoid: ActivationLayer {
  /// There is nothing to choose.
  public init() {}

  /// `sigmoid`
  public static var kind: String { "sigmoid" }
  /// What it is.
  public static var summary: String { "1 / (1 + exp(-x))" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// As the kernels know it.
  public var function: ck_function { CK_SIGMOID }
}
