/// A sequential map from 0...1 to colours: light sand through teal to deep blue, its luminance
/// falling all the way, so that it reads the same in grey.
public enum ColorMap {
  private static let stops: [Color] = [
    0xFCFBF2, 0xE3F1DA, 0xBFE3D0, 0x8FD0C8, 0x5DB6C2, 0x3896B7, 0x2A73A5, 0x27508A, 0x1B2F66,
  ].map { Color($0) }

  /// The colour of a share; outside 0...1 the end's, grey for NaN.
  public static func color(_ share: Double) -> Color {
    guard !share.isNaN else { return Color(0xE4E4E4) }
    let place = min(1, max(0, share)) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }

  /// Black or white, whichever is read more easily on a colour: white down to a contrast of 3
  /// (what WCAG 2.2 asks of large text), for black on blue looks dull in spite of its contrast.
  static func ink(on color: Color) -> Color {
    color.luminance > 0.3 ? Style.ink : Color(0xFFFFFF)
  }
}
