/// Text for XML 1.0.
public enum XMLText {
  /// The text as the value of an attribute, or between tags: on one line, for a parser makes spaces
  /// of line breaks in attributes, and without the characters that no XML may hold.
  public static func escaped(_ text: String) -> String {
    VisibleText.line(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }
}
