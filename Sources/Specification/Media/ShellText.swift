/// Text for the command line of a POSIX shell.
public enum ShellText {
  /// The text as one word, which the shell takes as it is.
  public static func word(_ text: String) -> String {
    isPlain(text) ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// Whether a text means itself to a shell, and to `make` too, without quotes.
  public static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.first != "-" && text.first != "~"
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || "/._-+=:,@".utf8.contains(byte)
      }
  }
}
