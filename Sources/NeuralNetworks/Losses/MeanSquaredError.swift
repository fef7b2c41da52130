import CKernels
import Specification

/// The squared difference (y - x)^2.
public struct MeanSquaredError: ImageLoss {
  /// How the losses of single numbers become one.
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  /// `mse`
  public static var kind: String { "mse" }
  /// In tables.
  public static var title: String { "MSE" }
  /// On an axis.
  public static var term: String { "MSE" }
  /// What it is.
  public static var summary: String { "squared difference" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [Field("reduction", \.reduction, "sum or mean over the numbers of an image")]
  }

  /// As the kernels know it.
  public var function: ck_loss { CK_SQUARED }
}
