import Numerics
import Specification

/// The image moved by a few pixels: a crop of the image with a border around it.
public struct Shift: Augmentation {
  /// Most pixels it is moved in each direction.
  public var pixels = 4
  /// Number that comes in at the sides.
  public var fill = 0.0

  /// The usual settings.
  public init() {}

  /// `shift`
  public static var kind: String { "shift" }
  /// What it is.
  public static var summary: String { "the image moved, what comes in filled" }
  /// Its options.
  public static var fields: [Field<Self>] {
    [
      Field(
        "pixels", \.pixels, "most pixels it is moved in each direction", .atLeast(0),
        isPrimary: true),
      Field("fill", \.fill, "number that comes in at the sides"),
    ]
  }

  /// Moves rows and columns.
  public func apply(to image: ImageView, _ random: inout RandomStream) {
    let down = random.integer(below: 2 * pixels + 1) - pixels
    let right = random.integer(below: 2 * pixels + 1) - pixels
    let rows = down > 0 ? Array((0..<image.height).reversed()) : Array(0..<image.height)
    let columns = right > 0 ? Array((0..<image.width).reversed()) : Array(0..<image.width)
    for row in rows {
      for column in columns {
        let fromRow = row - down
        let fromColumn = column - right
        let isInside =
          fromRow >= 0 && fromRow < image.height && fromColumn >= 0 && fromColumn < image.width
        for channel in 0..<image.channels {
          image[row, column, channel] =
            isInside ? image[fromRow, fromColumn, channel] : Float(fill)
        }
      }
    }
  }
}
