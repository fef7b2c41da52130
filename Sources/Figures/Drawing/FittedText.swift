/// A text made to fit: wrapped, then shrunk, then shortened with an ellipsis.
package struct FittedText {
  package let lines: [String]
  package let style: TextStyle
  /// Whether every character is there.
  package let isWhole: Bool

  /// The width of the longest line.
  package var width: Double { lines.map(style.width).max() ?? 0 }
  /// The height of all lines.
  var height: Double {
    lines.isEmpty ? 0 : Double(lines.count - 1) * style.leading + style.height
  }

  /// Fits a text.
  ///
  /// - Parameters:
  ///   - text: the text; an empty one has no lines.
  ///   - style: the style it should have.
  ///   - width: the room, in points.
  ///   - maxLines: the lines it may take.
  package init(_ text: String, style: TextStyle, width: Double, maxLines: Int = 1) {
    // No text is a poster: what is longer than this could not be read and would cost time.
    let clean = FittedText.singleSpaced(String(text.prefix(1000)))
    guard !clean.isEmpty else {
      self.init(lines: [], style: style, isWhole: true)
      return
    }
    for shrink in [1, 0.92, 0.84] {
      let smaller = style.resized(style.size * shrink)
      let lines = FittedText.wrapped(clean, style: smaller, width: width)
      if lines.count <= maxLines, lines.allSatisfy({ smaller.width($0) <= width }) {
        self.init(lines: lines, style: smaller, isWhole: true)
        return
      }
    }
    let smallest = style.resized(style.size * 0.84)
    var lines = FittedText.wrapped(clean, style: smallest, width: width)
    if lines.count > maxLines {
      let rest = lines[(maxLines - 1)...].joined(separator: " ")
      lines = lines.prefix(maxLines - 1) + [rest]
    }
    self.init(
      lines: lines.map { FittedText.shortened($0, style: smallest, width: width) },
      style: smallest, isWhole: false)
  }

  private init(lines: [String], style: TextStyle, isWhole: Bool) {
    self.lines = lines
    self.isWhole = isWhole
    self.style = style
  }

  /// Every run of white space and control characters as one space, none at the ends.
  static func singleSpaced(_ text: String) -> String {
    text.split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 32 } }
      .joined(separator: " ")
  }

  private static func wrapped(_ text: String, style: TextStyle, width: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      for (place, piece) in pieces(of: word).enumerated() {
        let longer = line.isEmpty ? piece : line + (place == 0 ? " " : "") + piece
        if line.isEmpty || style.width(longer) <= width {
          line = longer
        } else {
          lines.append(line)
          line = piece
        }
      }
    }
    return lines + [line]
  }

  /// The pieces of a word that a line may break between: one, but in scripts without spaces nearly
  /// every character.
  private static func pieces(of word: Substring) -> [String] {
    guard word.contains(where: WritingSystem.breaksAnywhere) else { return [String(word)] }
    var pieces: [String] = []
    var last: Character?
    for character in word {
      let isFree =
        last.map { last in
          (WritingSystem.breaksAnywhere(character) || WritingSystem.breaksAnywhere(last))
            && !WritingSystem.clinging.contains(character) && !WritingSystem.opening.contains(last)
        } ?? true
      if isFree {
        pieces.append(String(character))
      } else {
        pieces[pieces.count - 1].append(character)
      }
      last = character
    }
    return pieces
  }

  /// The text with its middle replaced by an ellipsis: beginnings and ends tell labels apart.
  static func shortened(_ text: String, style: TextStyle, width: Double) -> String {
    guard style.width(text) > width else { return text }
    let characters = Array(text)
    var (low, high) = (0, characters.count)
    func candidate(_ kept: Int) -> String {
      String(characters.prefix((kept + 1) / 2)) + "…" + String(characters.suffix(kept / 2))
    }
    while low < high {
      let middle = (low + high + 1) / 2
      if style.width(candidate(middle)) <= width { low = middle } else { high = middle - 1 }
    }
    return low == 0 ? "…" : candidate(low)
  }
}

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
