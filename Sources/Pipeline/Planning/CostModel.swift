import NeuralNetworks
import Numerics
import Runner
import Specification

extension Cost {
  /// What work is expected to take on one core; corrected later by what it took.
  package init(_ work: Work) {
    self.init(
      seconds: work.overhead + work.multiplyAdds / CostModel.multiplyAddRate
        + work.operations / CostModel.operationRate,
      memory: Count(work.memory).value)
  }
}

/// How fast a core is, and what networks are expected to take; what algorithms take, they say themselves.
enum CostModel {
  /// Multiply-adds per second that matrix products reach on one core, conservatively.
  static let multiplyAddRate = 2.0e10
  /// Operations per second of everything else.
  static let operationRate = 2.0e9
  private static let floatSize: Count = 4

  /// Forward, backward for inputs and for weights: three times the multiply-adds. `watched` is the
  /// number of images that the loss is taken on after each epoch.
  static func training(
    _ sized: SizedArchitecture, _ training: Training, images: Int, watched: Int = 0
  ) -> Cost {
    let architecture = sized.architecture
    let views = architecture.views
    let work =
      (training.measure == .after ? 4 : 3) * Double(sized.multiplyAdds) * Double(images)
      * Double(views)
      * Double(training.epochs)
    let batch = min(training.batchSize, max(1, images, watched))
    let activations = 2 * Count.product([sized.activationCount, batch, views])
    let weights = 4 * Count(sized.parameterCount)
    let rows = Count.product([batch, views]).value
    let scratch = Count(architecture.objective?.memory(batch: rows, architecture).scratch ?? 0)
    return Cost(
      seconds: 0.1 + work / multiplyAddRate,
      memory: (floatSize * (activations + weights + scratch)).value)
  }

  /// One pass over the images.
  static func inference(_ sized: SizedArchitecture, images: Int) -> Cost {
    let work = Double(sized.multiplyAdds) * Double(images)
    let features = Count.product([sized.featureCount, images])
    let activations = 256 * Count(sized.activationCount)
    return Cost(
      seconds: 0.05 + work / multiplyAddRate, memory: (floatSize * (features + activations)).value)
  }
}
