import NeuralNetworks
import Specification

/// An architecture with what it comes to, counted once.
struct SizedArchitecture: Sendable {
  /// The architecture.
  @Shared var architecture: Architecture
  /// Multiplications with an addition that one image costs on the way forward.
  let multiplyAdds: Int
  /// The numbers that one image becomes, all layers together.
  let activationCount: Int
  /// The trainable numbers of the network.
  let parameterCount: Int
  /// The length of the vector that an image is embedded as.
  let featureCount: Int

  /// Counts.
  init(_ architecture: Architecture) {
    _architecture = Shared(wrappedValue: architecture)
    multiplyAdds = architecture.multiplyAdds
    activationCount = architecture.activationCount
    parameterCount = architecture.parameterCount
    featureCount = architecture.featureCount
  }
}
