import Runner
import Specification

/// What a terminal can show.
public struct TerminalStyle: Sendable, Equatable {
  /// Its columns; of what is no terminal, as many as there are.
  public let width: Int
  /// Whether bold and faint letters are obeyed and welcome.
  public let isStyled: Bool

  /// Describes a terminal.
  public init(width: Int, isStyled: Bool) {
    self.width = max(1, width)
    self.isStyled = isStyled
  }

  /// Lines of text are no longer than this: longer ones are hard to read.
  private static let longestLine = 100

  func bold(_ text: String) -> String { isStyled ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func faint(_ text: String) -> String { isStyled ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// A paragraph broken between words.
  func wrapped(_ text: String) -> [String] {
    let limit = min(width, Self.longestLine)
    var lines = [""]
    for word in VisibleText.line(text).split(separator: " ") {
      let longer = lines[lines.count - 1] + (lines[lines.count - 1].isEmpty ? "" : " ") + word
      if TextWidth.columns(longer) <= limit {
        lines[lines.count - 1] = longer
      } else {
        lines.append(TextWidth.cut(String(word), to: limit))
      }
    }
    return lines.filter { !$0.isEmpty }
  }
}
