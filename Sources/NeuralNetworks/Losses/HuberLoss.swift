import CKernels
import Specification

/// Huber's loss: (y - x)^2 / 2 within `delta` of the target, delta (|y - x| - delta / 2) beyond.
public struct HuberLoss: ImageLoss {
  /// How the losses of single numbers become one.
  public var reduction = Reduction.mean
  /// Where the square ends and the straight line begins.
  public var delta = 1.0

  /// Averaged over everything.
  public init() {}

  /// `huber`
  public static var kind: String { "huber" }
  /// On an axis.
  public static var term: String { "Huber" }
  /// What it is.
  public static var summary: String { "squared difference near the target, absolute beyond" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the numbers of an image"),
      Field("delta", \.delta, "where the square ends and the straight line begins", .above(0)),
    ]
  }

  /// As the kernels know it.
  public var function: ck_loss { CK_HUBER }
  /// The delta.
  public var parameter: Double { delta }
}
