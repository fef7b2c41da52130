import CKernels
import Specification

/// max(x, 0); the gradient at 0 is 0.
public struct ReLU: ActivationLayer {
  /// There is nothing to choose.
  public init() {}

  /// `relu`
  public static var kind: String { "relu" }
  /// What it is.
  public static var summary: String { "max(x, 0)" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// As the kernels know it.
  public var function: ck_function { CK_RELU }
}
