/// The colours of classes and series.
///
/// Ten colours, chosen so that every two of them stay apart for readers with normal sight, without
/// red and without green receptors (a test simulates them), and the first three in grey print.
/// From the eleventh class on the colours repeat with another marker and line pattern: a hundred
/// classes have a hundred looks.
public enum Palette {
  /// The ten colours.
  public static let colors: [Color] = [
    0x2160B0, 0xF28E1C, 0xA3113F, 0x12B09A, 0xD9A0EA, 0x6D7A22, 0xE6BF73, 0x5E1F66, 0x2B7F99,
    0x8888FF,
  ].map { Color($0) }

  /// The colour of a class or series; a point without one is grey, noise lighter than what is only
  /// unassigned.
  public static func color(_ index: Int) -> Color {
    guard index < 0 else { return colors[index % colors.count] }
    return Color(index == ScatterPanel.noise ? 0xD0D0D0 : 0xA0A0A0)
  }

  /// The marker of a class or series.
  public static func shape(_ index: Int) -> MarkerShape {
    guard index >= 0 else { return .cross }
    let shapes = MarkerShape.allCases
    return shapes[(index / colors.count) % shapes.count]
  }

  /// The line pattern of a series: solid for the first ten, then dashed in four ways.
  static func dashes(_ index: Int) -> [Double] {
    let patterns: [[Double]] = [[], [6, 3], [2, 2], [8, 2.5, 2, 2.5], [11, 4]]
    return patterns[(max(0, index) / colors.count) % patterns.count]
  }
}
