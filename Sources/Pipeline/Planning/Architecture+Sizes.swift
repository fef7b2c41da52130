import NeuralNetworks
import Specification

extension Architecture {
  /// The trainable numbers of the network.
  var parameterCount: Int {
    sum { layer, input in
      layer.parameters(for: input).filter(\.isTrained).reduce(0) { $0 + $1.count }
    }
  }

  /// Multiplications with an addition that one image costs on the way forward.
  var multiplyAdds: Int { sum { layer, input in layer.multiplyAdds(for: input) } }

  /// The numbers that one image becomes, all layers together.
  var activationCount: Int {
    stacks.reduce(0) { total, stack in total + stack.shapes.reduce(0) { $0 + $1.count } }
  }

  /// The length of the vector that an image is embedded as.
  var featureCount: Int {
    let decoder = stacks.first { $0.name == "decoder" }
    return decoder?.input.count ?? stacks.last?.output.count ?? input.count
  }

  private func sum(_ number: (any Layer, Shape) -> Int) -> Int {
    stacks.reduce(0) { total, stack in
      zip(stack.layers, stack.shapes).reduce(total) { $0 + number($1.0.value, $1.1) }
    }
  }
}
