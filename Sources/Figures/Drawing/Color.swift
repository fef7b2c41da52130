/// A colour in sRGB with an opacity.
public struct Color: Sendable, Equatable {
  /// Red, 0 to 255.
  public let red: UInt8
  /// Green, 0 to 255.
  public let green: UInt8
  /// Blue, 0 to 255.
  public let blue: UInt8
  /// 0 (invisible) to 1 (opaque).
  public let opacity: Double

  /// A colour of three samples.
  public init(red: UInt8, green: UInt8, blue: UInt8, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// A colour written `0xRRGGBB`.
  public init(_ hex: UInt32, opacity: Double = 1) {
    self.init(
      red: UInt8(hex >> 16 & 255), green: UInt8(hex >> 8 & 255), blue: UInt8(hex & 255),
      opacity: opacity)
  }

  /// The same colour with another opacity.
  public func opacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// The relative luminance, 0 to 1, with the transfer curve taken as a square.
  public var luminance: Double {
    let squares = [red, green, blue].map { Double($0) * Double($0) / 65025 }
    return 0.2126 * squares[0] + 0.7152 * squares[1] + 0.0722 * squares[2]
  }

  /// A mixture: this colour at 0, the other at 1.
  func mixed(with other: Color, _ share: Double) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(min(255, max(0, (Double(a) + (Double(b) - Double(a)) * share).rounded())))
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

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
