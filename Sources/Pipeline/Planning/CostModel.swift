import NeuralNetworks

/// What stages are expected to take, from their sizes; corrected later by what they took.
package enum CostModel {
  /// Multiply-adds per second that matrix products reach on one core, conservatively.
  static let trainingRate = 2.0e10
  /// Simple operations per second of the other algorithms.
  static let plainRate = 2.0e9
  private static let floatSize = 4

  /// Forward, backward for inputs and for weights: three times the multiply-adds.
  static func training(_ architecture: Architecture, _ training: Training, images: Int) -> Cost {
    let work = 3 * Double(architecture.multiplyAdds) * Double(images) * Double(training.epochs)
    let activations = architecture.activationCount * training.batchSize * 2
    return Cost(
      seconds: 0.1 + work / trainingRate,
      memory: (activations + 4 * architecture.parameterCount) * floatSize)
  }

  /// One pass over the images.
  static func inference(_ architecture: Architecture, images: Int) -> Cost {
    let work = Double(architecture.multiplyAdds) * Double(images)
    return Cost(
      seconds: 0.05 + work / trainingRate,
      memory: (architecture.featureCount * images + architecture.activationCount * 256)
        * floatSize)
  }
}
