/// An image of 8-bit samples `[H, W, C]`: C is 1 (gray) or 3 (red, green, blue), values are sRGB.
public struct Bitmap: Sendable, Equatable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The samples of one pixel: 1 or 3.
  public let channels: Int
  /// The samples, row by row from the top, channels innermost: `[height * width * channels]`.
  public package(set) var bytes: [UInt8]

  /// An image of given samples; nil unless there are `height * width * channels` of them, and
  /// `channels` is 1 or 3.
  public init?(height: Int, width: Int, channels: Int, bytes: [UInt8]) {
    guard height >= 0, width >= 0, channels == 1 || channels == 3 else { return nil }
    let (area, tooTall) = height.multipliedReportingOverflow(by: width)
    let (count, tooDeep) = area.multipliedReportingOverflow(by: channels)
    guard !tooTall, !tooDeep, bytes.count == count else { return nil }
    self.height = height
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }

  /// A colour image with every pixel the same; sides below 0 count as 0.
  public init(height: Int, width: Int, red: UInt8, green: UInt8, blue: UInt8) {
    self.height = max(0, height)
    self.width = max(0, width)
    channels = 3
    bytes = [UInt8](repeating: red, count: self.height * self.width * 3)
    guard red != green || red != blue else { return }
    for start in stride(from: 0, to: bytes.count, by: 3) {
      bytes[start + 1] = green
      bytes[start + 2] = blue
    }
  }

  /// The three samples of one pixel; a gray one is repeated.
  public func color(row: Int, column: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let start = (row * width + column) * channels
    guard channels == 3 else { return (bytes[start], bytes[start], bytes[start]) }
    return (bytes[start], bytes[start + 1], bytes[start + 2])
  }
}
