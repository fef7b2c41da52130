import Files

/// A chart or a grid of pictures: plain numbers, texts and pixels in, a drawing out.
public protocol Figure: Sendable {
  /// Lays the figure out.
  func drawing() -> Drawing
}

extension Figure {
  /// The figure as a PNG file; the same figure gives the same bytes on every machine.
  ///
  /// - Parameter scale: pixels to a point.
  /// - Returns: the bytes of the file.
  /// - Throws: `PNGError` when the picture cannot be written.
  public func png(scale: Double = 2) throws -> [UInt8] {
    let drawing = drawing()
    let picture = drawing.bitmap(scale: scale)
    // A palette halves the file of a chart. A few photographs would lose by it; hundreds in one
    // picture are too small for that, and their file would be a megabyte.
    if drawing.imageCount == 0 { return try PNG.encode(picture.reduced(toColors: 256)) }
    return try PNG.encode(
      drawing.imageCount > 200 ? MedianCut(picture, colors: 256).picture : picture)
  }

  /// The figure as an SVG file, drawn of the same marks; the same figure gives the same bytes on every
  /// machine.
  ///
  /// - Throws: `PNGError` when an image in it cannot be written.
  public func svg() throws -> [UInt8] {
    let drawing = drawing()
    return Array(try SVGCanvas(drawing.marks).text(drawing.size).utf8)
  }
}
