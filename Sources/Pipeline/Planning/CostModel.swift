import Clustering
import NeuralNetworks
import Reduction
import Specification

/// What stages are expected to take, from their sizes; corrected later by what they took.
enum CostModel {
  /// Multiply-adds per second that training reaches on one core, conservatively.
  private static let trainingRate = 2.0e10
  /// Simple operations per second of the other algorithms.
  private static let plainRate = 2.0e9
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

  /// A step of a reduction.
  static func reduction(_ step: OneOf<Reducers>, rows: Int, columns: Int) -> Cost {
    let n = Double(rows)
    let d = Double(columns)
    switch step.kind {
    case PCA.kind:
      let side = min(n, d)
      return Cost(
        seconds: 0.02 + (n * d * side + 10 * side * side * side) / trainingRate,
        memory: (rows * columns * 3 + Int(side * side) * 4) * 2 * floatSize)
    case "tsne":
      return Cost(
        seconds: 1 + (n * n * d + n * 1000 * 300) / plainRate, memory: rows * 1000 * floatSize)
    default:
      return Cost(seconds: 0.02 + n * d / plainRate, memory: rows * columns * 2 * floatSize)
    }
  }

  /// A clustering.
  static func clustering(_ clusterer: OneOf<Clusterers>, rows: Int) -> Cost {
    let n = Double(rows)
    switch clusterer.value {
    case let tree as Agglomerative:
      let distances = tree.linkage == .ward ? rows * 2000 : rows * (rows - 1) / 2
      return Cost(seconds: 0.05 + n * n * 100 / plainRate, memory: distances * floatSize)
    default: return Cost(seconds: 0.05 + n * 20_000 / plainRate, memory: rows * 200 * floatSize)
    }
  }

  /// Scores, the silhouette among them.
  static func scoring(_ rows: Int) -> Cost {
    Cost(
      seconds: 0.01 + Double(rows) * Double(rows) * 32 / plainRate, memory: rows * 200 * floatSize)
  }
}
