import Foundation
import Specification

/// How the pixels of a resized image are made of those of the original; shrinking widens either, so
/// that nothing is skipped.
public enum ResizeFilter: String, Word {
  /// A triangle: the nearer of two neighbours weighs more.
  case bilinear
  /// A windowed sinc of three lobes: sharper, with slight ringing at edges.
  case lanczos

  /// How far the filter reaches at the size of the original, in pixels.
  var reach: Double {
    switch self {
    case .bilinear: 1
    case .lanczos: 3
    }
  }

  /// The weight at a distance, in pixels.
  func weight(at distance: Double) -> Double {
    switch self {
    case .bilinear: return max(0, 1 - abs(distance))
    case .lanczos:
      guard abs(distance) < 3 else { return 0 }
      return Self.sinc(distance) * Self.sinc(distance / 3)
    }
  }

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(x * .pi) / (x * .pi)
  }
}
