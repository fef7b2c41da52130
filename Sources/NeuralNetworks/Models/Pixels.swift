import Specification

/// No network: the images themselves, channel by channel, are what is reduced and clustered.
public struct Pixels: Model {
  /// There is nothing to choose.
  public init() {}

  /// `pixels`
  public static var kind: String { "pixels" }
  /// What it is.
  public static var summary: String { "no network: the images themselves" }
  /// No options.
  public static var fields: [Field<Self>] { [] }

  /// No layers.
  public func architecture(
    for input: Shape, classes: Int?
  ) throws(ShapeError) -> Architecture {
    Architecture(input: input, stacks: [], objective: nil)
  }
}
