/// Where the legend of a chart goes: a free corner of the plot, else beside it, else below.
struct LegendPlacement {
  private enum Place {
    case none
    case inside(Legend, Point)
    case beside(Legend, Rect)
    case below(Legend, Rect)
  }

  private let place: Place

  /// Decides, and takes the room for a legend outside the plot from the page.
  ///
  /// - Parameters:
  ///   - entries: what the legend lists; nothing is placed for none.
  ///   - frame: the axes when the legend takes no room.
  ///   - page: the page.
  ///   - data: the places in the plot that must stay visible.
  init(_ entries: [Legend.Entry], frame: Frame, page: inout Page, avoiding data: () -> [Point]) {
    guard !entries.isEmpty else {
      place = .none
      return
    }
    if entries.count <= 8 {
      let legend = Legend(entries, width: frame.plot.width / 2, height: frame.plot.height * 0.6)
      if let corner = legend.freeCorner(in: frame.plot, avoiding: data()) {
        place = .inside(legend, corner)
        return
      }
    }
    let beside = Legend(entries, width: page.room.width * 0.34, height: frame.plot.height)
    // A line below costs less of the plot than a column for a few names.
    if beside.size.width <= page.room.width * 0.34, (4...20).contains(entries.count) {
      place = .beside(beside, page.takeRight(beside.size.width))
    } else {
      let below = Legend(
        entries, width: page.room.width, height: page.room.height * 0.4, isWide: true)
      place = .below(below, page.takeBottom(below.size.height + 4))
    }
  }

  /// Draws the legend.
  func draw(_ drawing: inout Drawing, frame: Frame) {
    switch place {
    case .none: break
    case .inside(let legend, let corner): legend.draw(&drawing, at: corner, isFramed: true)
    case .beside(let legend, let strip):
      legend.draw(&drawing, at: Point(strip.minX, frame.plot.minY), isFramed: false)
    case .below(let legend, let strip):
      let x = strip.center.x - legend.size.width / 2
      legend.draw(&drawing, at: Point(x, strip.maxY - legend.size.height), isFramed: false)
    }
  }
}
