import Specification

/// Cross entropy of the softmax of class scores with the class, of whose certainty some may be
/// spread evenly over all classes (Szegedy et al., CVPR 2016).
public struct CrossEntropy: Loss {
  /// How the losses of single images become one.
  public var reduction = Reduction.mean
  /// The certainty that is spread over all classes.
  public var smoothing = 0.0

  /// Averaged over images, without smoothing.
  public init() {}

  /// `crossEntropy`
  public static var kind: String { "crossEntropy" }
  /// On an axis.
  public static var term: String { "cross entropy" }
  /// What it is.
  public static var summary: String { "cross entropy of class scores with the class" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field("reduction", \.reduction, "sum or mean over the images"),
      Field(
        "smoothing", \.smoothing, "certainty that is spread over all classes",
        .from(0, below: 1)),
    ]
  }
}
