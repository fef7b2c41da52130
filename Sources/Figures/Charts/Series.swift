/// A line of a chart: values against positions, with the spread around it where there is one.
public struct Series: Sendable, Equatable {
  /// The name for the legend.
  public var name: String
  /// The positions: epochs, sizes.
  public var x: [Double]
  /// The values, one for each position; a value that is not finite breaks the line.
  public var y: [Double]
  /// The edges of a band around the values, one pair for each position: how far several runs reach.
  public var band: Band?
  /// Which colour of the palette; the place in the chart when nil.
  public var color: Int?
  /// Whether the line is dashed: a second split beside the first.
  public var isDashed: Bool

  /// How the values are drawn.
  public var look: Look
  /// The positions whose values have a ring around them: those that were chosen.
  public var ringed: [Double] = []

  /// How values are drawn.
  public enum Look: Sendable {
    /// A line in a band.
    case line
    /// A line through markers with an interval each.
    case intervals
    /// Markers with an interval each.
    case points
  }

  /// What lies around the values of a line.
  public struct Band: Sendable, Equatable {
    /// The lower edge.
    public var low: [Double]
    /// The upper edge.
    public var high: [Double]

    /// A band between two edges.
    public init(low: [Double], high: [Double]) {
      self.low = low
      self.high = high
    }
  }

  /// A line through given values.
  public init(
    name: String, x: [Double], y: [Double], band: Band? = nil, color: Int? = nil,
    isDashed: Bool = false, look: Look = .line
  ) {
    self.look = look
    self.name = name
    self.x = x
    self.y = y
    self.band = band
    self.color = color
    self.isDashed = isDashed
  }

  /// A line through values at the positions 1, 2, 3, … as epochs are counted.
  public init(
    name: String, y: [Double], band: Band? = nil, color: Int? = nil, isDashed: Bool = false
  ) {
    self.init(
      name: name, x: y.indices.map { Double($0 + 1) }, y: y, band: band, color: color,
      isDashed: isDashed)
  }
}

/// A series ready to be drawn: only what the axes can show, its look settled.
struct DrawnSeries {
  struct Sample {
    let x: Double
    let y: Double
    let low: Double
    let high: Double
  }

  let name: String
  let hasBand: Bool
  /// Whether every value has an interval of its own.
  let hasIntervals: Bool
  private let look: Series.Look
  private let ringed: Set<Double>
  /// How far to the right the values are drawn, in points, so that intervals at one place stand apart.
  var shift = 0.0
  let stroke: Stroke
  let marker: Marker?
  /// The runs between gaps.
  let runs: [[Sample]]
  /// The number of values left out.
  let skipped: Int

  /// At most so many samples get a marker each.
  private static let markedSamples = 16

  init(_ series: Series, place: Int, x: Axis, y: Axis) {
    let index = series.color ?? place
    let color = Palette.color(index)
    var runs: [[Sample]] = [[]]
    var skipped = 0
    for (position, (at, value)) in zip(series.x, series.y).enumerated() {
      guard x.canShow(at), y.canShow(value) else {
        skipped += 1
        runs.append([])
        continue
      }
      func edge(_ edges: [Double]?) -> Double {
        guard let edges, position < edges.count, edges[position].isFinite else { return value }
        return edges[position]
      }
      let (low, high) = (edge(series.band?.low), edge(series.band?.high))
      runs[runs.count - 1].append(
        Sample(x: at, y: value, low: min(low, value), high: max(high, value)))
    }
    name = series.name
    look = series.look
    ringed = Set(series.ringed)
    hasBand = series.band != nil && look == .line
    hasIntervals = series.band != nil && look != .line
    self.runs = runs.filter { !$0.isEmpty }
    self.skipped = skipped
    let count = self.runs.reduce(0) { $0 + $1.count }
    let hasMarkers = look != .line || count <= DrawnSeries.markedSamples
    marker =
      hasMarkers
      ? Marker(
        shape: MarkerShape.of(series: index), radius: 3.2, fill: color, edge: Color(0xFFFFFF),
        edgeWidth: 0.8) : nil
    stroke = Stroke(
      color: color, width: Style.lineWidth,
      dashes: series.isDashed ? [5, 3] : Palette.dashes(index))
  }

  /// All values on the value axis, band edges included.
  var extent: [Double] { runs.joined().flatMap { [$0.low, $0.high] } }
  var positions: [Double] { runs.joined().map(\.x) }

  var legendEntry: Legend.Entry {
    if look == .points, let marker { return Legend.Entry(name: name, sample: .marker(marker)) }
    return Legend.Entry(name: name, sample: .line(stroke, marker))
  }

  /// Draws the band.
  func drawBand(_ drawing: inout Drawing, in frame: Frame, onRight: Bool = false) {
    guard hasBand else { return }
    for run in runs where run.count > 1 {
      let above = run.map { frame.point($0.x, $0.high, onRight: onRight) }
      let below = run.map { sample -> Point in
        let point = frame.point(sample.x, sample.low, onRight: onRight)
        // Below zero on a logarithmic axis: the band goes down to the edge.
        return point.y.isFinite ? point : Point(point.x, frame.plot.maxY)
      }
      drawing.fill([above + below.reversed()], stroke.color.opacity(0.18), clip: frame.plot)
    }
  }

  /// Draws the line and its markers.
  func drawLine(_ drawing: inout Drawing, in frame: Frame, onRight: Bool = false) {
    let clip = frame.plot.outset(1)
    for run in runs {
      let points = run.map { frame.point($0.x, $0.y, onRight: onRight) + Point(shift, 0) }
      if hasIntervals || run.count == 1 {
        for sample in run where sample.low < sample.high {
          drawErrorBar(&drawing, sample, frame, onRight)
        }
      }
      if look != .points { drawing.stroke(points, stroke, clip: clip) }
      let rings = zip(run, points).filter { ringed.contains($0.0.x) }.map(\.1)
      if !rings.isEmpty { drawing.markers(ring, at: rings, clip: frame.plot.outset(9)) }
      if let marker { drawing.markers(marker, at: points, clip: frame.plot.outset(6)) }
    }
  }

  /// The places that a legend should not hide.
  func obstacles(in frame: Frame, onRight: Bool = false) -> [Point] {
    var places: [Point] = []
    for run in runs {
      let hasEdges = hasBand || hasIntervals
      let values: [KeyPath<Sample, Double>] = hasEdges ? [\.low, \.y, \.high] : [\.y]
      for value in values {
        let points = run.map { frame.point($0.x, $0[keyPath: value], onRight: onRight) }
          .filter(\.isFinite)
        places += points
        for (from, to) in zip(points, points.dropFirst()) {
          let steps = min(300, max(1, Int((to - from).length / 6)))
          places += (1..<max(2, steps)).map {
            from + (to - from) * (Double($0) / Double(steps))
          }
        }
      }
    }
    return places
  }

  private var ring: Marker {
    Marker(
      shape: .circle, radius: 6.5, fill: Color(0xFFFFFF), edge: stroke.color, edgeWidth: 1.8)
  }

  private func drawErrorBar(
    _ drawing: inout Drawing, _ sample: Sample, _ frame: Frame, _ onRight: Bool
  ) {
    let pen = Stroke(color: stroke.color, width: hasIntervals ? 1.3 : 1, roundCaps: !hasIntervals)
    // Below zero on a logarithmic axis: the interval goes down to the edge.
    let ends = [sample.low, sample.high].map { value -> Point in
      let point = frame.point(sample.x, value, onRight: onRight) + Point(shift, 0)
      return point.y.isFinite ? point : Point(point.x, frame.plot.maxY)
    }
    drawing.stroke(ends, pen, clip: frame.plot)
    guard hasIntervals else { return }
    for end in ends {
      drawing.stroke([end + Point(-3, 0), end + Point(3, 0)], pen, clip: frame.plot)
    }
  }
}
