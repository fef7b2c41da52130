import Numerics
import Specification

/// Bringing two views of an image together, each changed at random by itself.
package struct TwoViews: Objective {
  /// How the views are compared.
  package let comparison: any ViewObjective
  /// The changes that make a view.
  package let changes: [OneOf<Augmentations>]

  /// Compares views that are made by changes.
  package init(_ comparison: any ViewObjective, changes: [OneOf<Augmentations>]) {
    self.comparison = comparison
    self.changes = changes
  }

  package func measured(by loss: (any Loss)?) throws -> TwoViews {
    guard loss == nil else { throw TrainingError.unsuitableLoss(Self.ownLoss) }
    return self
  }

  private static var ownLoss: String {
    "views are compared by the model's \"objective\": leave \"loss\" out"
  }

  package var title: String { "loss (\(type(of: comparison).term))" }
  package var views: Int { 2 }
  package var takesLoss: Bool { false }
  package var fewestImages: (count: Int, reason: String) {
    (2, "the views of an image are told from those of others, of which there are none")
  }

  package func augmentation(of training: Training) -> [OneOf<Augmentations>] { changes }

  package func findings(on training: Training) -> [(field: String, finding: Finding)] {
    let loss = training.loss == nil ? [] : [("loss", Finding.refusal(Self.ownLoss))]
    let augmentation =
      training.augmentation.isEmpty
      ? []
      : [
        (
          "augmentation",
          Finding.refusal(
            "what changes the images of a contrastive model are its \"views\": write it there")
        )
      ]
    return loss + augmentation
  }

  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    let pairs = Count(batch / views)
    return (0, comparison.scratch(pairs: pairs, size: Count(architecture.output.count)).value)
  }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    let pairs = pass.count / views
    let pair = ViewPair(
      vectors: output, gradient: gradient, pairs: pairs, size: network.architecture.output.count,
      scratch: network.scratch, labels: network.labels)
    // The loss belongs to the batch: it counts for each of its images.
    return LossSums(total: comparison.loss(of: pair) * Double(pairs), count: pairs)
  }
}
