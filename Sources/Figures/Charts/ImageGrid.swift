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

/// The places of the images of a grid and of the words around them.
struct ImageGridLayout {
  /// The extent of everything.
  let size: Size
  private let grid: ImageGrid
  private let columns: Int
  /// The room of one image, in points.
  private let cell: Size
  private let gap: Double
  private let labels: [FittedText]
  private let captionLabels: [FittedText]
  private let labelWidth: Double
  private let headings: [FittedText]
  private let captions: [[FittedText]]

  /// An image is not shown larger than this, in points.
  private static let largestImage = 112.0
  private static let captionGap = 3.0
  /// All rows take no more than this, in points.
  private static let tallest = 7600.0

  init(_ grid: ImageGrid) {
    self.grid = grid
    columns = max(1, grid.rows.map(\.images.count).max() ?? 1)
    gap = columns > 12 ? 2 : columns > 6 ? 5 : 8
    labels = grid.rows.map {
      FittedText(
        $0.label, style: Style.axisTitle.resized(11.5), width: 104,
        maxLines: grid.rows.count > 20 ? 1 : 3)
    }
    captionLabels = grid.rows.map {
      FittedText($0.captions.isEmpty ? "" : $0.captionLabel, style: Style.caption, width: 104)
    }
    let widestLabel = (labels + captionLabels).map(\.width).max() ?? 0
    labelWidth = widestLabel > 0 ? widestLabel + 10 : 0
    cell = ImageGridLayout.cell(grid, columns: columns, gap: gap, labelWidth: labelWidth)
    let room = cell.width + gap - 4
    headings = grid.columnTitles.prefix(columns).map {
      FittedText($0, style: Style.caption, width: room, maxLines: 2)
    }
    captions = grid.rows.map { row in
      row.captions.prefix(row.images.count).map {
        FittedText($0, style: Style.caption, width: room, maxLines: 2)
      }
    }
    let width = labelWidth + Double(columns) * (cell.width + gap) - gap
    let headingHeight = ImageGridLayout.height(headings, above: true)
    let rowHeights = captions.map { [cell] in
      cell.height + ImageGridLayout.height($0, above: false)
    }
    let gaps = Double(max(0, rowHeights.count - 1)) * gap
    size = Size(max(width, 120), headingHeight + rowHeights.reduce(0, +) + gaps)
  }

  /// Draws the grid with its top left corner at a place.
  func draw(_ drawing: inout Drawing, at corner: Point) {
    let left = corner.x + labelWidth
    var top = corner.y
    let headingHeight = ImageGridLayout.height(headings, above: true)
    for (column, heading) in headings.enumerated() {
      let x = left + Double(column) * (cell.width + gap) + cell.width / 2
      drawing.lines(heading, x: x, top: top + headingHeight - heading.height - 3)
    }
    top += headingHeight
    for (row, content) in grid.rows.enumerated() {
      let label = labels[row]
      drawing.lines(
        label, x: left - 10, middle: top + cell.height / 2, align: .trailing)
      drawing.lines(
        captionLabels[row], x: left - 10, top: top + cell.height + ImageGridLayout.captionGap,
        align: .trailing)
      for (column, image) in content.images.enumerated() {
        let x = left + Double(column) * (cell.width + gap)
        draw(image, in: Rect(x: x, y: top, width: cell.width, height: cell.height), &drawing)
        guard column < captions[row].count else { continue }
        drawing.lines(
          captions[row][column], x: x + cell.width / 2,
          top: top + cell.height + ImageGridLayout.captionGap)
      }
      top += cell.height + ImageGridLayout.height(captions[row], above: false) + gap
    }
  }

  private func draw(_ image: Bitmap, in cell: Rect, _ drawing: inout Drawing) {
    guard image.width > 0, image.height > 0 else { return }
    let factor = ImageGridLayout.factor(image, fitting: Size(cell.width, cell.height))
    let width = Double(image.width) * factor
    let height = Double(image.height) * factor
    let rect = Rect(
      x: cell.center.x - width / 2, y: cell.center.y - height / 2, width: width, height: height)
    if gap > 2 { drawing.border(rect.outset(Style.hairline), Color(0xD0D0D0)) }
    drawing.image(factor < 0.5 ? image.reduced(by: Int((0.5 / factor).rounded())) : image, in: rect)
  }

  /// The points of one image pixel: half a point times a whole number, or over one.
  private static func factor(_ image: Bitmap, fitting room: Size) -> Double {
    let fit = min(room.width / Double(image.width), room.height / Double(image.height))
    let pixels = fit * 2 + 1e-9
    return pixels >= 1 ? pixels.rounded(.down) / 2 : 0.5 / (1 / pixels - 2e-9).rounded(.up)
  }

  private static func cell(
    _ grid: ImageGrid, columns: Int, gap: Double, labelWidth: Double
  ) -> Size {
    let images = grid.rows.flatMap(\.images).filter { $0.width > 0 && $0.height > 0 }
    guard !images.isEmpty else { return Size(48, 48) }
    let room = grid.maxWidth - 2 * Style.border - labelWidth - Double(columns - 1) * gap
    let captionRoom = grid.rows.allSatisfy(\.captions.isEmpty) ? 0 : 32.0
    let rowRoom = tallest / Double(max(1, grid.rows.count)) - gap - captionRoom
    let side = max(4, min(largestImage, room / Double(columns), rowRoom))
    let square = Size(side, side)
    // The room that the enlarged images really take, so that rows stand close.
    let widths = images.map { Double($0.width) * factor($0, fitting: square) }
    let heights = images.map { Double($0.height) * factor($0, fitting: square) }
    return Size(max(4, widths.max() ?? 4), max(4, heights.max() ?? 4))
  }

  private static func height(_ texts: [FittedText], above: Bool) -> Double {
    let height = texts.map(\.height).max() ?? 0
    return height > 0 ? height + captionGap * (above ? 2 : 1) : 0
  }
}

extension Bitmap {
  /// The image with blocks of `factor` x `factor` pixels averaged; a rest at the edge is cut off.
  func reduced(by factor: Int) -> Bitmap {
    guard factor > 1, width >= factor, height >= factor else { return self }
    let (newHeight, newWidth) = (height / factor, width / factor)
    var samples: [UInt8] = []
    samples.reserveCapacity(newHeight * newWidth * channels)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        for channel in 0..<channels {
          var sum = 0
          for y in row * factor..<(row + 1) * factor {
            for x in column * factor..<(column + 1) * factor {
              sum += Int(bytes[(y * width + x) * channels + channel])
            }
          }
          samples.append(UInt8((sum + factor * factor / 2) / (factor * factor)))
        }
      }
    }
    return Bitmap(height: newHeight, width: newWidth, channels: channels, bytes: samples) ?? self
  }
}

extension Bitmap {
  /// An image of numbers, `[H, W, C]`: eigenimages, filters, activations.
  ///
  /// - Parameters:
  ///   - height: the rows.
  ///   - width: the columns.
  ///   - channels: 1 or 3.
  ///   - values: `height * width * channels` numbers; one that is not finite is drawn as the lowest.
  ///   - range: the numbers that become 0 and 255; the least and the greatest when nil.
  public init?(
    height: Int, width: Int, channels: Int, values: [Float], range: ClosedRange<Float>? = nil
  ) {
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    let span = Double(high) - Double(low)
    let bytes = values.map { value -> UInt8 in
      guard value.isFinite else { return 0 }
      let share = span > 0 ? (Double(value) - Double(low)) / span : 0.5
      return UInt8(min(255, max(0, (share * 255).rounded())))
    }
    self.init(height: height, width: width, channels: channels, bytes: bytes)
  }
}
