import Files

extension Bitmap {
  /// An image of numbers, `[H, W, C]`: eigenimages, filters, activations.
  ///
  /// - Parameters:
  ///   - height: the rows.
  ///   - width: the columns.
  ///   - channels: 1 or 3.
  ///   - values: `height * width * channels` numbers; one that is not finite is drawn as the lowest.
  ///   - range: the numbers that become 0 and 255; the least and the greatest when nil.
  public init?(
    height: Int, width: Int, channels: Int, values: [Float], range: ClosedRange<Float>? = nil
  ) {
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    let span = Double(high) - Double(low)
    let bytes = values.map { value -> UInt8 in
      guard value.isFinite else { return 0 }
      let share = span > 0 ? (Double(value) - Double(low)) / span : 0.5
      return UInt8(min(255, max(0, (share * 255).rounded())))
    }
    self.init(height: height, width: width, channels: channels, bytes: bytes)
  }
}
