import Specification

/// The shape of one sample between two layers.
public enum Shape: Sendable, Hashable, CustomStringConvertible {
  /// An image `[height, width, channels]`, the channels of a pixel side by side.
  case image(height: Int, width: Int, channels: Int)
  /// A vector of features. Flattened images are in PyTorch's order: channel, row, column.
  case vector(Int)

  /// The shape of dimensions as a file or a dataset says them: `[H, W, C]` or `[features]`; nil for
  /// any other number of dimensions, or when one of them is not positive.
  public init?(_ dimensions: [Int]) {
    guard dimensions.allSatisfy({ $0 > 0 }) else { return nil }
    switch dimensions.count {
    case 1: self = .vector(dimensions[0])
    case 3: self = .image(height: dimensions[0], width: dimensions[1], channels: dimensions[2])
    default: return nil
    }
  }

  /// The numbers of one sample; `Int.max` when there are more than can be counted.
  public var count: Int { Count.product(dimensions).value }

  /// The most numbers a sample may have: 2^40, the memory of no machine.
  public static let largestCount = 1 << 40

  /// `[H, W, C]` or `[features]`.
  public var dimensions: [Int] {
    switch self {
    case .image(let height, let width, let channels): [height, width, channels]
    case .vector(let features): [features]
    }
  }

  /// The channels of an image, or the features of a vector: what batch norm counts.
  public var channels: Int {
    switch self {
    case .image(_, _, let channels): channels
    case .vector(let features): features
    }
  }

  /// The pixels of an image; 1 for a vector.
  public var positions: Int { count / max(1, channels) }

  /// "32 x 32 x 3" or "512".
  public var description: String { dimensions.map(String.init).joined(separator: " x ") }
}

/// Why a layer cannot take the shape it is given.
public struct ShapeProblem: Error, Equatable, CustomStringConvertible {
  /// What does not fit and what would.
  public let description: String

  /// States the reason.
  public init(_ description: String) { self.description = description }
}

/// A model whose layers do not fit together, told layer by layer.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  /// One layer that did fit, with the shape after it.
  public struct Row: Sendable, Equatable {
    /// Its name, as "encoder.0 conv".
    public let layer: String
    /// The shape of one sample after it.
    public let output: Shape

    /// Notes a layer that fits.
    public init(layer: String, output: Shape) {
      self.layer = layer
      self.output = output
    }
  }

  /// The layers before the one at fault, from the input on.
  public let trace: [Row]
  /// The name of the layer at fault.
  public let layer: String
  /// What is wrong with it.
  public let reason: String

  /// The message, then the shapes layer by layer down to the fault.
  public var description: String {
    let width = (trace.map(\.layer.count) + [layer.count]).max() ?? 0
    func padded(_ name: String) -> String {
      name + String(repeating: " ", count: width - name.count)
    }
    let rows = trace.map { "  \(padded($0.layer))  \($0.output)" }
    return (["\(layer): \(reason)"] + rows + ["  \(padded(layer))  does not fit"])
      .joined(separator: "\n")
  }

  /// Describes a fault.
  public init(trace: [Row], layer: String, reason: String) {
    self.trace = trace
    self.layer = layer
    self.reason = reason
  }
}
