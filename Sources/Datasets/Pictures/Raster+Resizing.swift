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
