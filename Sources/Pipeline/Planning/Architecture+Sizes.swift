import NeuralNetworks
import Specification

extension Architecture {
  /// The trainable numbers of the network.
  var parameterCount: Int {
    sum { layer, input in
      Count.sum(layer.parameters(for: input).filter(\.isTrained).map { Count($0.count) })
    }
  }

  /// Multiplications with an addition that one image costs on the way forward.
  var multiplyAdds: Int { sum { layer, input in Count(layer.multiplyAdds(for: input)) } }

  /// The numbers that one image becomes, all layers together.
  var activationCount: Int {
    Count.sum(stacks.flatMap(\.shapes).map { Count($0.count) }).value
  }

  /// The length of the vector that an image is embedded as.
  var featureCount: Int { embedding.count }

  private func sum(_ number: (any Layer, Shape) -> Count) -> Int {
    let counts = stacks.flatMap { stack in
      zip(stack.layers, stack.shapes).map { number($0.0.value, $0.1) }
    }
    return Count.sum(counts).value
  }
}

extension Architecture {
  /// Whether the decoder is a linear map in several layers: no activation stands between them.
  var hasLinearDecoder: Bool {
    guard givesImagesBack, let decoder = stacks.last else { return false }
    let weighted = decoder.layers.count {
      $0.value is Linear || $0.value is Convolution || $0.value is TransposedConvolution
    }
    let isBent = decoder.layers.contains {
      $0.value is any ActivationLayer || $0.value is Softmax || $0.value is MaxPool
        || $0.value is Residual || $0.value is GroupNorm || $0.value is LayerNorm
    }
    return weighted > 1 && !isBent
  }
}
