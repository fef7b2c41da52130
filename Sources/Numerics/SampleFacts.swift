/// What is known of samples before they are computed.
public struct SampleFacts: Sendable, Equatable {
  /// The number of samples.
  public var rows: Int
  /// The numbers of each sample.
  public var columns: Int
  /// The most samples that can differ: equal images have equal representations.
  public var different: Int

  /// Gathers facts; all samples differ unless it is said otherwise.
  public init(rows: Int, columns: Int, different: Int? = nil) {
    self.rows = rows
    self.columns = columns
    self.different = different ?? rows
  }
}
