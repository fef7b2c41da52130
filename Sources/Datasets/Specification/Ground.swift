import Specification

/// What lies under transparent pixels.
public enum Ground: String, Word {
  /// Black.
  case black
  /// White.
  case white
}
