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
