/// Brings words from descriptions into the form that a place needs.
public enum Sentence {
  /// With a capital letter and a full stop: "The size of the kernel."
  public static func whole(_ text: String) -> String {
    guard let first = text.first else { return text }
    let word = text.prefix { $0.isLetter }
    let next = text.dropFirst(word.count).first ?? " "
    let isWord = !word.isEmpty && " ,:;.".contains(next)
    let start = isWord ? first.uppercased() + text.dropFirst() : text
    return ".:!?".contains(start.last ?? ".") ? start : start + "."
  }

  /// Without them, for the inside of a message: "the size of the kernel".
  public static func fragment(_ text: String) -> String {
    var start = text
    let word = text.prefix { $0.isLetter }
    if word.dropFirst().allSatisfy(\.isLowercase), let first = word.first {
      start = first.lowercased() + text.dropFirst()
    }
    return start.hasSuffix(".") ? String(start.dropLast()) : start
  }

  /// The words of a name in camel case: "learning rate" for "learningRate".
  public static func spaced(_ name: String) -> String {
    name.reduce("") { text, character in
      character.isUppercase ? text + " " + character.lowercased() : text + String(character)
    }
  }

  /// Words as one name in camel case: "sourceOfImages" for "source of images".
  static func joined(_ words: String) -> String {
    let parts = words.split(separator: " ")
    let rest = parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return ([String(parts.first ?? "")] + rest).joined()
  }

  /// Several of what a type is called: "layers", "sources of images".
  public static func plural(_ name: String) -> String {
    if name.hasPrefix("one of ") { return "words, each " + name }
    if name.hasPrefix("[") || name.hasPrefix("\"") || name.contains(" or ") { return name }
    let head = name.prefix { $0 != " " }
    let rest = name.dropFirst(head.count)
    if head == "any" { return name + "s" }
    return "\(head)\(head.hasSuffix("s") ? "es" : "s")\(rest)"
  }
}
