/// Names along an axis, one in the middle of each slot: level where they fit, else turned, and
/// only every second, third, … where even that is too crowded.
struct CategoryLabels {
  /// The room below the axis.
  let depth: Double
  private let level: [FittedText]
  private let turned: [String]
  private let every: Int
  private let style: TextStyle

  private static let longest = 120.0

  /// Fits names into slots of a width.
  init(_ names: [String], slot: Double, style: TextStyle = Style.tick) {
    self.style = style
    func fit(_ style: TextStyle) -> [FittedText] {
      names.map { FittedText($0, style: style, width: slot - 6, maxLines: 3) }
    }
    // All names get the size of the one that needs the smallest.
    let smallest = fit(style).map(\.style.size).min() ?? style.size
    let level = fit(style.resized(smallest))
    if level.allSatisfy(\.isWhole) {
      self.level = level
      turned = []
      every = 1
      depth = level.map(\.height).max() ?? 0
    } else {
      self.level = []
      every = max(1, Int((style.height / max(0.5, slot)).rounded(.up)))
      turned = names.map {
        FittedText($0, style: style, width: CategoryLabels.longest).lines.first ?? ""
      }
      depth = turned.map(style.width).max() ?? 0
    }
  }

  /// Writes the names below `top`, each around its centre.
  func draw(_ drawing: inout Drawing, centers: [Double], top: Double) {
    for (text, center) in zip(level, centers) { drawing.lines(text, x: center, top: top) }
    for (index, center) in centers.enumerated() where index % every == 0 && index < turned.count {
      let baseline = center + style.size * style.weight.font.capHeight / 2
      let label = Label(
        turned[index], style: style, at: Point(baseline, top), align: .trailing, isTurned: true)
      drawing.label(label)
    }
  }
}
