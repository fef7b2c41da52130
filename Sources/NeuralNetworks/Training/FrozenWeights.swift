import Numerics

/// The weights that training leaves as they are, to the bit.
///
/// Their gradients are taken as 0, so that the gradient's norm is that of the others; an optimizer that
/// moves weights without a gradient (weight decay, momentum) is undone.
struct FrozenWeights {
  private let regions: [Region]
  private let kept: Arena<Float>

  /// Keeps the frozen weights of a network as they are now; nil when there are none.
  init?(of network: Network<Float>) {
    let regions = network.tensors.filter { tensor in
      tensor.specification.isTrained
        && network.frozen.contains { LayerName.covers($0, tensor.name) }
    }.map(\.region)
    guard !regions.isEmpty else { return nil }
    self.regions = regions
    kept = Arena(copyingSizeOf: network.weights)
    copy(from: network.weights, to: kept)
  }

  /// Sets their gradients to 0.
  func silence(_ gradients: Arena<Float>) {
    for region in regions {
      gradients[region].base.update(repeating: 0, count: region.count)
    }
  }

  /// Puts them back.
  func restore(_ weights: Arena<Float>) { copy(from: kept, to: weights) }

  private func copy(from source: Arena<Float>, to target: Arena<Float>) {
    for region in regions {
      target[region].base.update(from: source[region].base, count: region.count)
    }
  }
}
