import Files

/// Images in rows: originals above their reconstructions, eigenimages, cluster samples, filters,
/// an interpolation strip, the first 400 reconstructions.
///
/// Small images are enlarged by whole factors without smoothing, large ones are averaged down.
public struct ImageGrid: Figure {
  /// A row of images.
  public struct Row: Sendable, Equatable {
    /// What the row shows, to its left; may be empty.
    public var label: String
    /// The images.
    public var images: [Bitmap]
    /// What stands under each image: its error, its share of the variance; may be fewer.
    public var captions: [String]
    /// What the captions are, to their left: "MSE"; may be empty.
    public var captionLabel: String

    /// Describes a row.
    public init(
      label: String = "", images: [Bitmap], captions: [String] = [], captionLabel: String = ""
    ) {
      self.label = label
      self.images = images
      self.captions = captions
      self.captionLabel = captionLabel
    }
  }

  /// The heading; may be empty.
  public var title: String
  /// What stands above each column; may be fewer or none.
  public var columnTitles: [String]
  /// The rows.
  public var rows: [Row]
  /// The widest the figure may get, in points.
  public var maxWidth: Double

  /// Describes a grid by its rows.
  public init(
    title: String = "", columnTitles: [String] = [], rows: [Row], maxWidth: Double = 720
  ) {
    self.title = title
    self.columnTitles = columnTitles
    self.rows = rows
    self.maxWidth = maxWidth
  }

  /// Describes a grid of many images, broken into rows.
  public init(
    title: String = "", images: [Bitmap], captions: [String] = [], columns: Int,
    maxWidth: Double = 720
  ) {
    let columns = max(1, columns)
    let rows = stride(from: 0, to: images.count, by: columns).map { start in
      Row(
        images: Array(images[start..<min(start + columns, images.count)]),
        captions: Array(captions.dropFirst(start).prefix(columns)))
    }
    self.init(title: title, rows: rows, maxWidth: maxWidth)
  }

  /// A picture has room for so many rows.
  private static let mostRows = 150

  /// Lays the grid out.
  public func drawing() -> Drawing {
    var shown = self
    shown.rows = Array(rows.prefix(ImageGrid.mostRows))
    let layout = ImageGridLayout(shown)
    let left = rows.count - shown.rows.count
    let notes =
      rows.allSatisfy(\.images.isEmpty)
      ? ["No images."] : left > 0 ? ["Not drawn: \(left) more rows."] : []
    let size = Page.size(around: layout.size, title: title, notes: notes)
    var page = Page(size: size, title: title, notes: notes)
    layout.draw(&page.drawing, at: Point(page.room.minX, page.room.minY))
    return page.drawing
  }
}
