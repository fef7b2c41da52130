import CKernels
import Specification

/// Gaussian error linear unit (Hendrycks and Gimpel, arXiv:1606.08415): x Phi(x), exactly.
public struct GELU: ActivationLayer {
  /// There is nothing to choose.
  public init() {}

  /// `gelu`
  public static var kind: String { "gelu" }
  /// What it is.
  public static var summary: String { "x Phi(x)" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// As the kernels know it.
  public var function: ck_function { CK_GELU }
}
