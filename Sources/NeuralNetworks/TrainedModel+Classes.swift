import CKernels
import Numerics
import Specification

/// What a classifier makes of images.
public struct Classification: Sendable, Equatable {
  /// The class of each image, from 0: the most probable.
  public let classes: [Int]
  /// The probability of each class: `[images, classes]`.
  public let probabilities: Matrix<Float>

  /// The share of images whose class is the label (top-1 accuracy).
  public func accuracy(labels: [Int]) -> Double {
    let right = zip(classes, labels).count { $0 == $1 }
    return Double(right) / Double(max(1, classes.count))
  }

  /// How many images of each class (row) were taken for each class (column).
  public func confusion(labels: [Int]) -> Matrix<Double> {
    let count = probabilities.columns
    var counts = Matrix<Double>(rows: count, columns: count)
    for (found, label) in zip(classes, labels) where (0..<count).contains(label) {
      counts[label, found] += 1
    }
    return counts
  }
}

extension TrainedModel {
  /// The class of each image.
  ///
  /// - Throws: `TrainingError.noClasses` for a model that tells no classes apart.
  public func classify(_ data: any BatchSource) throws -> Classification {
    guard let count = architecture.classCount else { throw TrainingError.noClasses }
    let probabilities = try run(data, width: count) { network, pass, rows in
      Float.kernels.softmax(pass.count, count, network.forward(pass).base, rows)
    }
    let classes = (0..<probabilities.rows).map { row in
      let scores = Array(probabilities[row])
      return Network<Float>.largest(scores, count)
    }
    return Classification(classes: classes, probabilities: probabilities)
  }
}

extension Metric {
  /// The accuracy of a classifier.
  public static let classifierAccuracy = Metric(
    "classifierAccuracy", title: "classifier accuracy", unit: .shareOfImages, better: .higher,
    role: .headline, on: .scored, comparedAtSame: [.images],
    formula: "The share of images to whose class the network gives the highest score.")
  /// The accuracy of a classifier on a part of the images.
  public static let partClassifierAccuracy = Metric(
    "classifierAccuracy.PART", title: "PART classifier accuracy", unit: .shareOfImages,
    better: .higher, role: .headline, on: .part, comparedAtSame: [.images],
    formula: "The same on a part of the images.")
}

extension Classification {
  /// What can be measured of predicted classes.
  public static let metrics: [Metric] = [.classifierAccuracy, .partClassifierAccuracy]
}
