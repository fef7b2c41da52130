/// Names that are text and nothing else, whatever a medium makes of such text.
public enum HostileNames {
  /// Names that can be written on a line, and must come through every medium as they are.
  public static let visible = [
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "```", "``", "` `` ```", "`rm -rf ~`",
    "$(touch x)", "${HOME}", "'; touch x; '", "\"quoted\" 'twice'", "<script>alert(1)</script>",
    "<!-- comment -->", "</details>", "![x](http://example.org/x.png)",
    "[link](http://example.org)",
    "| a | b |", "\\|", "\\", "# heading", "- item", "1. item", "2) item", "=====", "@someone",
    "a@b", "::error file=x::y", "  ::warning::z", "##[error]x", "##vso[task.complete]",
    "&amp; &lt;",
    "%PATH%", "100 %", "{\\input{/etc/passwd}}", "\\write18{ls}", "~", "^", "_a_ *b* __c__", "]]>",
    "--set", "../../etc", "a/b", "..", ".", "CON", "é 漢字 🙂 👩‍👩‍👧", "~~gone~~", "http://example.org",
    "a: b", "a, b; c", "\"", "'", "!", "$x$", "#1",
  ]

  /// Names that hold what cannot be seen, or break a line: no experiment may have one.
  public static let invisible = [
    "two\nlines", "two\r\nlines", "a\rb", "a\tb", "nul\u{0}", "bell\u{7}", "\u{1B}[31mred\u{1B}[0m",
    "\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{7F}", "a\u{2028}b", "a\u{2029}b", "\u{202E}abc",
    "\u{2066}x",
    "a\u{B}b", "a\u{85}b", "\u{FFFF}", "\n::error::x", "```\n# heading\n```",
  ]
}
