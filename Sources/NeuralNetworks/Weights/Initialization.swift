import Numerics

extension Network {
  /// Draws the first weights.
  ///
  /// PyTorch's defaults: uniform within 1 / sqrt(fan in), weights and biases alike (He et al.:
  /// "Delving deep into rectifiers", 2015, with the slope sqrt 5). Every tensor has a stream of its
  /// own, whose numbers come in PyTorch's order of dimensions.
  func drawWeights(seed: UInt64) {
    for tensor in tensors {
      let specification = tensor.specification
      let target = specification.isTrained ? weights : statistics
      if let constant = specification.constant {
        target.write(Array(repeating: T(constant), count: specification.count), to: tensor.region)
        continue
      }
      var random = RandomStream(seed: seed, purpose: "weights/\(tensor.name)")
      let bound = 1 / Double(max(1, specification.fanIn)).squareRoot()
      let values = (0..<specification.count).map { _ in T(random.uniform(-bound, bound)) }
      target.write(specification.permutation.toOurs(values), to: tensor.region)
    }
  }
}
