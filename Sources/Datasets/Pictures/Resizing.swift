import Foundation
import Specification

extension Raster {
  /// A part of the image, resized.
  ///
  /// Lines first, then columns, bytes rounded in between, in the fixed point of Pillow: the result is
  /// that of its `Image.resize` with a box.
  ///
  /// - Parameters:
  ///   - rows: which of the rows are taken, fractions included.
  ///   - columns: which of the columns are taken.
  ///   - height: the rows of the result.
  ///   - width: the columns of the result.
  ///   - filter: how neighbours are weighed.
  /// - Returns: an image of the given size.
  func resized(
    rows: ClosedRange<Double>, columns: ClosedRange<Double>, height: Int, width: Int,
    _ filter: ResizeFilter
  ) -> Raster {
    var result = self
    if width != self.width || columns != 0...Double(self.width) {
      let weights = ResizeWeights(size: self.width, part: columns, count: width, filter)
      result = result.alongLines(weights)
    }
    if height != self.height || rows != 0...Double(self.height) {
      let weights = ResizeWeights(size: self.height, part: rows, count: height, filter)
      result = result.alongColumns(weights)
    }
    return result
  }

  private func alongLines(_ weights: ResizeWeights) -> Raster {
    combined(
      weights, height: height, width: weights.taps.count, step: channels,
      place: { row, _, channel in (row * width) * channels + channel }, tap: { _, column in column }
    )
  }

  private func alongColumns(_ weights: ResizeWeights) -> Raster {
    combined(
      weights, height: weights.taps.count, width: width, step: width * channels,
      place: { _, column, channel in column * channels + channel }, tap: { row, _ in row })
  }

  /// Every sample of the result as a weighted sum along one axis of this image, whose samples stand
  /// `step` apart.
  @inline(__always)
  private func combined(
    _ weights: ResizeWeights, height: Int, width: Int, step: Int,
    place: (_ row: Int, _ column: Int, _ channel: Int) -> Int,
    tap: (_ row: Int, _ column: Int) -> Int
  ) -> Raster {
    let combined: Samples
    switch samples {
    case .bytes(let bytes):
      let fixed = weights.taps.map { tap in tap.weights.map(Self.fixed) }
      var result: [UInt8] = []
      result.reserveCapacity(height * width * channels)
      for row in 0..<height {
        for column in 0..<width {
          let index = tap(row, column)
          let first = weights.taps[index].first * step
          for channel in 0..<channels {
            var sum = 1 << (Self.precision - 1)
            var from = place(row, column, channel) + first
            for weight in fixed[index] {
              sum += Int(bytes[from]) * weight
              from += step
            }
            result.append(UInt8(min(255, max(0, sum >> Self.precision))))
          }
        }
      }
      combined = .bytes(result)
    case .values(let values):
      var result: [Float] = []
      result.reserveCapacity(height * width * channels)
      for row in 0..<height {
        for column in 0..<width {
          let tap = weights.taps[tap(row, column)]
          for channel in 0..<channels {
            var sum = 0.0
            var from = place(row, column, channel) + tap.first * step
            for weight in tap.weights {
              sum += Double(values[from]) * weight
              from += step
            }
            result.append(Float(sum))
          }
        }
      }
      combined = .values(result)
    }
    return Raster(height: height, width: width, channels: channels, samples: combined)
  }

  /// Bits behind the point of a weight.
  private static let precision = 22

  private static func fixed(_ weight: Double) -> Int {
    Int((weight * Double(1 << precision)).rounded(.toNearestOrAwayFromZero))
  }
}

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

/// Which pixels of a line make each pixel of the resized line, and their weights.
struct ResizeWeights {
  /// One pixel of the result.
  struct Tap {
    /// The first pixel of the original.
    let first: Int
    /// The weights of it and those that follow; their sum is 1.
    let weights: [Double]
  }

  /// The pixels of the result.
  let taps: [Tap]

  /// Weights for a part of a line.
  ///
  /// - Parameters:
  ///   - size: the pixels of the original line.
  ///   - part: which of it is taken, in pixels, fractions included.
  ///   - count: the pixels of the result.
  ///   - filter: how neighbours are weighed.
  init(size: Int, part: ClosedRange<Double>, count: Int, _ filter: ResizeFilter) {
    let scale = (part.upperBound - part.lowerBound) / Double(count)
    let stretch = max(1, scale)
    let reach = filter.reach * stretch
    taps = (0..<count).map { index in
      let centre = part.lowerBound + (Double(index) + 0.5) * scale
      let first = max(0, Int(centre - reach + 0.5))
      let end = min(size, Int(centre + reach + 0.5))
      let weights = (first..<max(first, end)).map {
        filter.weight(at: (Double($0) - centre + 0.5) / stretch)
      }
      let sum = weights.reduce(0, +)
      return Tap(first: first, weights: sum == 0 ? weights : weights.map { $0 / sum })
    }
  }
}
