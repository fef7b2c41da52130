import CKernels
import Specification

/// Exponential linear unit (Clevert et al.: "Fast and accurate deep network learning by exponential
/// linear units", ICLR 2016): x above 0, scale (exp(x) - 1) below.
public struct ELU: ActivationLayer {
  /// Scale below 0.
  public var scale = 1.0

  /// The usual scale.
  public init() {}

  /// `elu`
  public static var kind: String { "elu" }
  /// What it is.
  public static var summary: String { "x above 0, scale (exp(x) - 1) below" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [Field("scale", \.scale, "scale below 0", .atLeast(0), isPrimary: true)]
  }

  /// As the kernels know it.
  public var function: ck_function { CK_ELU }
  /// The scale.
  public var parameter: Double { scale }
}
