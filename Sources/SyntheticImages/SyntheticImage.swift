import Numerics

/// A picture that is drawn from random numbers alone: the same stream, the same bytes, on every machine.
public enum SyntheticImage: Sendable {
  /// A face in front of something.
  case face
  /// A place outdoors, at some hour and in some weather.
  case scene

  /// Draws one, as bytes `[size, size, 3]`: red, green and blue.
  ///
  /// There are four samples to a pixel, which are averaged.
  ///
  /// - Parameters:
  ///   - size: the pixels a side.
  ///   - stream: what everything about it is drawn from.
  ///   - target: room for `3 * size * size` bytes.
  public func draw(
    size: Int, _ stream: inout RandomStream, into target: UnsafeMutablePointer<UInt8>
  ) {
    let exposure = Exposure(&stream)
    var painting = Painting(side: size * 2)
    switch self {
    case .face: Face(&stream).paint(on: &painting, &stream)
    case .scene: Landscape(&stream).paint(on: &painting, &stream)
    }
    exposure.develop(painting, pixels: size, &stream, into: target)
  }
}
