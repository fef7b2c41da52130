import Specification

/// An encoder inverted layer by layer.
///
/// Convolutions become transposed ones of the same kernel, stride and padding, with the output
/// padding that restores the size; linear layers swap input and output; flatten becomes unflatten;
/// pooling becomes nearest upsampling; a residual block with a shortcut becomes one of both ways
/// inverted. What followed a layer in the encoder (activation,
/// normalisation) follows its inverse, but for the decoder's last layer, whose output is left
/// as it is.
struct Mirror {
  /// The decoder's layers.
  let layers: [OneOf<Layers>]

  /// Inverts an encoder, behind which flatten and linear were added where it has a bottleneck.
  init(_ encoder: LayerStack, hasBottleneck: Bool) throws(ShapeError) {
    var inverted: [any Layer] = []
    if hasBottleneck {
      inverted.append(Linear(features: encoder.output.count))
      if let unflatten = Unflatten(to: encoder.output) { inverted.append(unflatten) }
    }
    var followers: [any Layer] = []
    for index in encoder.layers.indices.reversed() {
      let layer = encoder.layers[index].value
      let before = encoder.shapes[index]
      guard let invertible = (layer as? any InvertibleLayer)?.invertible else {
        followers.insert(layer, at: 0)
        continue
      }
      do {
        inverted.append(contentsOf: try invertible.inverse(restoring: before))
      } catch {
        throw ShapeError(
          trace: encoder.trace, layer: "\(encoder.name).\(index) \(encoder.layers[index].kind)",
          reason: "the mirrored decoder cannot invert it: \(error)")
      }
      if invertible.hasWeights {
        let isLast = !encoder.layers[..<index].contains {
          ($0.value as? any InvertibleLayer)?.invertible?.hasWeights ?? false
        }
        if !isLast { inverted.append(contentsOf: followers) }
        followers = []
      }
    }
    layers = inverted.compactMap { OneOf($0) }
  }
}

/// A layer that a mirrored decoder knows the inverse of.
protocol InvertibleLayer: Layer {
  /// Itself; nil where it keeps the shape and so follows the inverse of the layer before it.
  var invertible: (any InvertibleLayer)? { get }
  /// Whether it has weights of its own: then what follows it in the encoder follows its inverse.
  var hasWeights: Bool { get }
  /// The layers that lead from its output back to a shape.
  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer]
}

extension InvertibleLayer {
  var invertible: (any InvertibleLayer)? { self }
}

extension Residual: InvertibleLayer {
  var invertible: (any InvertibleLayer)? { shortcut.isEmpty ? nil : self }
  var hasWeights: Bool { true }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    let ways = try ways(for: input)
    var inverse = Residual()
    do {
      inverse.layers = try Mirror(ways.layers, hasBottleneck: false).layers
      inverse.shortcut = try Mirror(ways.shortcut, hasBottleneck: false).layers
    } catch {
      throw ShapeProblem("inside it, \(error.layer): \(error.reason)")
    }
    return [inverse]
  }
}

extension Convolution: InvertibleLayer {
  var hasWeights: Bool { true }

  func inverse(restoring input: Shape) throws(ShapeProblem) -> [any Layer] {
    let geometry = try geometry(for: input)
    var inverse = TransposedConvolution()
    inverse.channels = input.channels
    inverse.kernel = kernel
    inverse.stride = stride
    inverse.padding = padding
    inverse.bias = bias
    let restored = try inverse.geometry(for: geometry.grid)
    inverse.outputPadding = Extent(
      height: geometry.imageHeight - restored.imageHeight,
      width: geometry.imageWidth - restored.imageWidth)
    return [inverse]
  }
}

extension Linear: InvertibleLayer {
  var hasWeights: Bool { true }

  func inverse(restoring input: Shape) -> [any Layer] {
    var inverse = Linear(features: input.count)
    inverse.bias = bias
    return [inverse]
  }
}

extension Flatten: InvertibleLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) -> [any Layer] {
    Unflatten(to: input).map { [$0] } ?? []
  }
}

extension Unflatten: InvertibleLayer {
  var hasWeights: Bool { false }

  func inverse(restoring input: Shape) -> [any Layer] { [Flatten()] }

  /// The inverse of flattening a shape; nil for a vector, which needs none.
  init?(to shape: Shape) {
    guard case .image(let height, let width, let channels) = shape else { return nil }
    self.init(height: height, width: width, channels: channels)
  }
}
