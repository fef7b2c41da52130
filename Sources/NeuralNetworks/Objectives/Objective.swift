import Numerics
import Specification

/// What a network is trained to do: what its output is held against, by which loss, on how many views of
/// an image, and what is reported of it.
///
/// A model names its objective. All that differs between objectives is asked of this value; nothing
/// else tells one from another.
package protocol Objective: Sendable {
  /// The same objective, measured by the loss that a training names; nil: by its usual one.
  ///
  /// - Throws: `TrainingError.unsuitableLoss` when the loss does not go with it.
  func measured(by loss: (any Loss)?) throws -> Self
  /// What is made small, as the axis of a figure names it: "loss (MSE)".
  var title: String { get }

  /// How many views of an image a step takes, each augmented by itself. In a batch they follow one
  /// another: all first views, then all second ones.
  var views: Int { get }
  /// Whether the output is the image, given back.
  var givesImagesBack: Bool { get }
  /// The number of classes that are told apart; nil for an objective that knows no classes.
  var classCount: Int? { get }
  /// Whether a training may name the loss that it is measured by.
  var takesLoss: Bool { get }
  /// The fewest images that a batch may hold, and why.
  var fewestImages: (count: Int, reason: String) { get }
  /// The random changes of the images of a step.
  func augmentation(of training: Training) -> [OneOf<Augmentations>]
  /// What does not go with it in a training, by the field at fault.
  func findings(on training: Training) -> [(field: String, finding: Finding)]
  /// Finds out whether images have what the output is held against.
  ///
  /// - Throws: `TrainingError` when they have not.
  func check(_ data: any BatchSource) throws

  /// What it keeps between the steps of a training on so many images; nil: nothing.
  func companion(images: Int) -> (any TrainingCompanion)?
  /// Memory, in numbers, for a batch of so many samples: for targets, and for what `losses` needs.
  func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int)
  /// Sets what the output is held against, from the batch that lies in `network.input`; may change what
  /// the network sees.
  func setTargets(of batch: Batch, in network: Network<Float>)
  /// The weight, in an epoch from 1, of what layers add to the loss by themselves.
  func penaltyWeight(inEpoch epoch: Int) -> Double
  /// How the losses of single numbers become one.
  var reduction: Reduction { get }
  /// How many losses an image has: one for each number, or one in all.
  func lossesPerImage(_ architecture: Architecture) -> Int
  /// The losses of the output of a pass, `[samples, output]`, summed; where there is a place for it, the
  /// gradient of what is made small goes there.
  func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums
  /// What the epochs of a training come to.
  var metrics: [Metric] { get }
  /// Sums of losses as they are reported: means over images.
  func summary(
    _ sums: LossSums, penaltyWeight: Double, _ architecture: Architecture
  ) -> LossSummary
}

/// Images on their way into a network.
package struct Batch {
  /// Which of the source's images.
  let indices: ArraySlice<Int>
  /// Where they come from.
  let source: any BatchSource
  /// What random numbers depend on in a step of training; nil otherwise.
  let draw: (seed: UInt64, step: UInt64)?
}

extension Objective {
  package var views: Int { 1 }
  package var givesImagesBack: Bool { false }
  package var classCount: Int? { nil }
  package var takesLoss: Bool { true }
  package var fewestImages: (count: Int, reason: String) { (1, "") }
  package func augmentation(of training: Training) -> [OneOf<Augmentations>] {
    training.augmentation
  }
  package func findings(on training: Training) -> [(field: String, finding: Finding)] { [] }
  package var reduction: Reduction { .mean }
  package var metrics: [Metric] { [.loss] }
  package func check(_ data: any BatchSource) throws {}
  package func companion(images: Int) -> (any TrainingCompanion)? { nil }
  package func setTargets(of batch: Batch, in network: Network<Float>) {}
  package func penaltyWeight(inEpoch epoch: Int) -> Double { 0 }
  package func lossesPerImage(_ architecture: Architecture) -> Int { 1 }

  package func summary(
    _ sums: LossSums, penaltyWeight: Double, _ architecture: Architecture
  ) -> LossSummary {
    means(sums, penaltyWeight: penaltyWeight, architecture)
  }

  /// The losses of an image, and of one of its numbers.
  func means(
    _ sums: LossSums, penaltyWeight: Double, _ architecture: Architecture
  ) -> LossSummary {
    let images = Double(max(1, sums.count))
    let numbers = Double(lossesPerImage(architecture))
    let scale = reduction == .mean ? numbers : 1
    return LossSummary(
      loss: sums.total / (images * scale) + penaltyWeight * sums.penalty / images,
      perPixel: sums.total / (images * numbers))
  }

  /// What the sum of the losses of `count` images is multiplied by.
  func factor(count: Int, _ architecture: Architecture) -> Double {
    switch reduction {
    case .mean: 1 / Double(count * lossesPerImage(architecture))
    case .sum: 1
    }
  }

  /// What one image's penalty of a weight counts among `count` images.
  func penaltyFactor(weight: Double, count: Int) -> Double {
    switch reduction {
    case .mean: weight / Double(count)
    case .sum: weight
    }
  }
}

/// The losses of some images, summed in double precision.
package struct LossSums: Equatable {
  /// Of what the output is held against.
  var total = 0.0
  /// Of what layers add, before its weight: the KL divergence.
  var penalty = 0.0
  /// The images whose class was told right.
  var correct = 0
  /// The images.
  var count = 0

  static func += (left: inout LossSums, right: LossSums) {
    left.total += right.total
    left.penalty += right.penalty
    left.correct += right.correct
    left.count += right.count
  }
}
