import Specification

/// The channels that images are brought to.
public enum ColourChoice: String, Word {
  /// One: 0.299 red, 0.587 green and 0.114 blue.
  case gray
  /// Three: gray is repeated.
  case rgb

  /// How many they are.
  var count: Int { self == .gray ? 1 : 3 }
}
