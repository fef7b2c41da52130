import CKernels
import Specification

/// -x log y - (1 - x) log(1 - y) for numbers in [0, 1], each logarithm kept above -100.
public struct BinaryCrossEntropy: ImageLoss {
  /// How the losses of single numbers become one.
  public var reduction = Reduction.mean

  /// Averaged over everything.
  public init() {}

  /// `bce`
  public static var kind: String { "bce" }
  /// On an axis.
  public static var term: String { "binary cross entropy" }
  /// What it is.
  public static var summary: String { "binary cross entropy of numbers in [0, 1]" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image")
    ]
  }

  /// As the kernels know it.
  public var function: ck_loss { CK_BINARY_CROSS_ENTROPY }
}
