/// One line of text at its place.
public struct Label: Sendable, Equatable {
  /// Which part of the text stands at its place.
  enum Alignment: Sendable {
    case leading, center, trailing
  }

  /// The characters.
  public let text: String
  /// The room it takes, from the tops of capitals to the bottoms of descenders.
  public let box: Rect
  /// Whether it reads upwards.
  public let isTurned: Bool
  let style: TextStyle
  /// The start of the baseline.
  let origin: Point

  /// A text along its baseline.
  init(
    _ text: String, style: TextStyle, at place: Point, align: Alignment = .leading,
    isTurned: Bool = false
  ) {
    self.text = text
    self.style = style
    self.isTurned = isTurned
    let width = style.width(text)
    let shift: Double =
      switch align {
      case .leading: 0
      case .center: width / 2
      case .trailing: width
      }
    if isTurned {
      origin = Point(place.x, place.y + shift)
      box = Rect(
        x: place.x - style.ascent, y: origin.y - width, width: style.height, height: width)
    } else {
      origin = Point(place.x - shift, place.y)
      box = Rect(
        x: origin.x, y: place.y - style.ascent, width: width, height: style.height)
    }
  }

  /// The label in another place.
  func moved(by step: Point) -> Label {
    Label(
      text: text, box: box.moved(by: step), isTurned: isTurned, style: style, origin: origin + step)
  }

  private init(text: String, box: Rect, isTurned: Bool, style: TextStyle, origin: Point) {
    self.text = text
    self.box = box
    self.isTurned = isTurned
    self.style = style
    self.origin = origin
  }

  /// A text whose capitals are centred between top and bottom around `middle`.
  static func middle(
    _ text: String, style: TextStyle, at middle: Point, align: Alignment = .center
  ) -> Label {
    let lift = style.size * style.weight.font.capHeight / 2
    return Label(text, style: style, at: Point(middle.x, middle.y + lift), align: align)
  }
}
