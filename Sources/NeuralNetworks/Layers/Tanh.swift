import CKernels
import Specification

/// The hyperbolic tangent.
public struct Tanh: ActivationLayer {
  /// There is nothing to choose.
  public init() {}

  /// `tanh`
  public static var kind: String { "tanh" }
  /// What it is.
  public static var summary: String { "hyperbolic tangent" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// As the kernels know it.
  public var function: ck_function { CK_TANH }
}
