/// Text for terminals and the logs of continuous integration.
public enum TerminalText {
  /// The text line by line, without what a terminal obeys (escape sequences) and what runners of
  /// workflows obey (`::error …` at the beginning of a line, `##[…]` and `##vso[…]` anywhere).
  public static func safe(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  private static func line(_ text: String) -> String {
    var visible = VisibleText.line(text)
    let start = visible.prefix { $0.isWhitespace }.endIndex
    if visible[start...].hasPrefix("::") { visible.insert("\\", at: start) }
    guard visible.contains("##") else { return visible }
    return visible.replacing("##[", with: "#\\#[").replacing("##vso[", with: "#\\#vso[")
  }
}
