/// Markers as masks of pixels: drawn once for each of four places within a pixel, then stamped.
///
/// Markers are moved by at most a quarter of a pixel, which nobody sees; thousands of equal points
/// then cost one outline, and files of equal patterns are small.
struct MarkerStamps {
  /// The pixels that a marker covers, around the pixel that holds its centre.
  struct Mask {
    struct Pixel {
      let row: Int
      let column: Int
      /// How much is covered, `1...Coverage.levels`.
      let level: Int
    }

    let pixels: [Pixel]
    let rows: Range<Int>
    let columns: Range<Int>
  }

  private struct Key: Hashable {
    let shape: MarkerShape
    /// In pixels.
    let radius: Double
    /// The half pixels from the left and the top edge of the pixel to the centre: 0 or 1.
    let halfX, halfY: Int
  }

  private var masks: [Key: Mask] = [:]

  /// The mask of a marker and the pixel it is stamped on; nil far outside any picture.
  ///
  /// - Parameters:
  ///   - shape: the outline.
  ///   - radius: its size, in pixels.
  ///   - center: its place, in pixels.
  /// - Returns: the mask, and where its origin goes.
  mutating func mask(
    of shape: MarkerShape, radius: Double, at center: Point
  ) -> (mask: Mask, row: Int, column: Int)? {
    guard center.x.magnitude < 1e6, center.y.magnitude < 1e6, radius < 1e4 else { return nil }
    let halves = (x: Int((center.x * 2).rounded()), y: Int((center.y * 2).rounded()))
    let key = Key(shape: shape, radius: radius, halfX: halves.x & 1, halfY: halves.y & 1)
    let mask = masks[key] ?? Self.drawn(key)
    masks[key] = mask
    return (mask, halves.y >> 1, halves.x >> 1)
  }

  private static func drawn(_ key: Key) -> Mask {
    let reach = Int((key.radius * 1.5).rounded(.up)) + 2
    let origin = Point(
      Double(reach) + Double(key.halfX) / 2, Double(reach) + Double(key.halfY) / 2)
    let polygon = key.shape.outline.map { $0 * key.radius + origin }
    var coverage = Coverage(columns: 0..<2 * reach, rows: 0..<2 * reach)
    var pixels: [Mask.Pixel] = []
    coverage.scan([polygon]) { row, column, level in
      pixels.append(Mask.Pixel(row: row - reach, column: column - reach, level: level))
    }
    return Mask(pixels: pixels, rows: -reach..<reach, columns: -reach..<reach)
  }
}
