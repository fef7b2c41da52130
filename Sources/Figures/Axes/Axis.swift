import Numerics

/// One axis of a chart, as its author describes it.
public struct Axis: Sendable, Equatable {
  /// How values are spaced.
  public enum Scale: Sendable {
    /// Evenly.
    case linear
    /// By their logarithm; values that are not positive are left out.
    case logarithmic
  }

  /// What is measured, with its unit; may be empty.
  public var title: String
  /// How values are spaced.
  public var scale: Scale
  /// The values to show; chosen from the data when nil.
  public var range: ClosedRange<Double>?
  /// The values that have ticks; round ones when empty.
  public var marks: [Double]

  /// Describes an axis.
  public init(
    _ title: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    marks: [Double] = []
  ) {
    self.marks = marks
    self.title = title
    self.scale = scale
    self.range = range
  }
}

/// An axis with its range settled: maps values to 0...1 along its length.
package struct AxisScale {
  package let low: Double
  package let high: Double
  let isLogarithmic: Bool
  /// Whether ticks stay on whole numbers: epochs, counts.
  let isWhole: Bool
  /// The values that have ticks; round ones when empty.
  let marks: [Double]

  /// Settles the range of an axis.
  ///
  /// - Parameters:
  ///   - axis: its description.
  ///   - values: what will be drawn along it.
  ///   - padding: the share of the range left free at both ends.
  ///   - anchor: a value that the range must reach, without padding beyond it.
  package init(_ axis: Axis, values: [Double], padding: Double = 0.04, anchor: Double? = nil) {
    isLogarithmic = axis.scale == .logarithmic
    marks = axis.marks.filter(axis.canShow)
    let shown = values.filter(axis.canShow)
    isWhole = !isLogarithmic && !shown.isEmpty && shown.allSatisfy { $0 == $0.rounded() }
    if let range = axis.range, axis.canShow(range.lowerBound), axis.canShow(range.upperBound),
      range.lowerBound < range.upperBound
    {
      (low, high) = (range.lowerBound, range.upperBound)
      return
    }
    let empty: ClosedRange<Double> = isLogarithmic ? 0.1...1 : 0...1
    var low = shown.min() ?? anchor ?? empty.lowerBound
    var high = shown.max() ?? anchor ?? empty.upperBound
    if let anchor { (low, high) = (min(low, anchor), max(high, anchor)) }
    if isLogarithmic {
      let factor = low < high ? AxisScale.root(high / low, padding: padding) : 3
      (self.low, self.high) = (low / factor, high * factor)
    } else {
      // A range too narrow for its numbers would give ticks that all read the same.
      let least = max(low.magnitude, high.magnitude) * 1e-9
      let pad = high - low > least ? (high - low) * padding : max(0.5, low.magnitude * 0.1)
      self.low = low == anchor ? low : AxisScale.padded(low, by: pad, isWhole: isWhole)
      self.high = high == anchor ? high : high + pad
    }
  }

  /// Where a value lies: 0 at the low end, 1 at the high end; NaN when it cannot be shown.
  package func fraction(_ value: Double) -> Double {
    guard value.isFinite else { return .nan }
    guard isLogarithmic else { return (value - low) / (high - low) }
    guard value > 0 else { return .nan }
    return Logarithm.ratio(value, over: low) / Logarithm.ratio(high, over: low)
  }

  /// Epochs and counts begin at zero at the latest: a tick at zero beside the axis looks like two.
  private static func padded(_ low: Double, by pad: Double, isWhole: Bool) -> Double {
    isWhole && low > 0 ? max(0, low - pad) : low - pad
  }

  private static func root(_ ratio: Double, padding: Double) -> Double {
    Logarithm.power(ratio, padding)
  }
}

extension Axis {
  /// Whether a value has a place: finite, not astronomically large, positive where it must be.
  func canShow(_ value: Double) -> Bool {
    let limit = scale == .logarithmic ? 1e-300...1e300 : -1e300...1e300
    return limit.contains(value)
  }
}

/// Logarithms for axes, the same on every machine.
enum Logarithm {
  /// The natural logarithm of `value / base`.
  static func ratio(_ value: Double, over base: Double) -> Double {
    Elementary.log(value) - Elementary.log(base)
  }

  static func power(_ base: Double, _ exponent: Double) -> Double {
    Elementary.power(base, exponent)
  }
}

/// Names along an axis, one in the middle of each slot: level where they fit, else turned, and
/// only every second, third, … where even that is too crowded.
struct CategoryLabels {
  /// The room below the axis.
  let depth: Double
  private let level: [FittedText]
  private let turned: [String]
  private let every: Int
  private let style: TextStyle

  private static let longest = 120.0

  /// Fits names into slots of a width.
  init(_ names: [String], slot: Double, style: TextStyle = Style.tick) {
    self.style = style
    func fit(_ style: TextStyle) -> [FittedText] {
      names.map { FittedText($0, style: style, width: slot - 6, maxLines: 3) }
    }
    // All names get the size of the one that needs the smallest.
    let smallest = fit(style).map(\.style.size).min() ?? style.size
    let level = fit(style.resized(smallest))
    if level.allSatisfy(\.isWhole) {
      self.level = level
      turned = []
      every = 1
      depth = level.map(\.height).max() ?? 0
    } else {
      self.level = []
      every = max(1, Int((style.height / max(0.5, slot)).rounded(.up)))
      turned = names.map {
        FittedText($0, style: style, width: CategoryLabels.longest).lines.first ?? ""
      }
      depth = turned.map(style.width).max() ?? 0
    }
  }

  /// Writes the names below `top`, each around its centre.
  func draw(_ drawing: inout Drawing, centers: [Double], top: Double) {
    for (text, center) in zip(level, centers) { drawing.lines(text, x: center, top: top) }
    for (index, center) in centers.enumerated() where index % every == 0 && index < turned.count {
      let baseline = center + style.size * style.weight.font.capHeight / 2
      let label = Label(
        turned[index], style: style, at: Point(baseline, top), align: .trailing, isTurned: true)
      drawing.label(label)
    }
  }
}
