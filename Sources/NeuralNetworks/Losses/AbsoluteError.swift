import CKernels
import Specification

/// The absolute difference |y - x|.
public struct AbsoluteError: ImageLoss {
  /// How the losses of single numbers become one.
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  /// `l1`
  public static var kind: String { "l1" }
  /// On an axis.
  public static var term: String { "L1" }
  /// What it is.
  public static var summary: String { "absolute difference" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image")
    ]
  }

  /// As the kernels know it.
  public var function: ck_loss { CK_ABSOLUTE }
}
