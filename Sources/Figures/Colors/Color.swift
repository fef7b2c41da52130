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
