import Numerics
import Specification

/// Falling into clusters: the divergence of soft assignments from target shares that are computed anew from
/// time to time, by itself or with a weight beside the reconstruction.
package struct ClusterAssignment: Objective {
  /// The steps after which targets are computed anew.
  package let updateInterval: Int
  /// Training ends when fewer than this share of the images change their cluster between updates.
  package let tolerance: Double
  /// The weight of the divergence.
  package let weight: Double
  /// The reconstruction, where there is one.
  package var reconstruction: Reconstruction?

  package func measured(by loss: (any Loss)?) throws -> ClusterAssignment {
    var copy = self
    copy.reconstruction = try reconstruction?.measured(by: loss)
    guard reconstruction != nil || loss == nil else {
      throw TrainingError.unsuitableLoss(Self.ownLoss)
    }
    return copy
  }

  private static var ownLoss: String {
    "\"dec\" makes the divergence of its clusters small and nothing else: leave \"loss\" out"
  }

  package var title: String {
    guard let reconstruction else { return "loss (KL divergence of clusters)" }
    return reconstruction.title.dropLast() + " + KL divergence of clusters)"
  }

  package var givesImagesBack: Bool { reconstruction != nil }
  package var takesLoss: Bool { reconstruction != nil }
  package var reduction: Reduction { reconstruction?.reduction ?? .mean }

  package func findings(on training: Training) -> [(field: String, finding: Finding)] {
    var findings: [(String, Finding)] = []
    if reconstruction == nil, training.loss != nil {
      findings.append(("loss", .refusal(Self.ownLoss)))
    }
    if training.initialization != nil {
      findings.append(
        (
          "init",
          .refusal("the first weights are those of \"pretrain\" and of k-means: leave it out")
        ))
    }
    return findings
  }

  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    reconstruction?.memory(batch: batch, architecture) ?? (0, 0)
  }

  package func setTargets(of batch: Batch, in network: Network<Float>) {
    reconstruction?.setTargets(of: batch, in: network)
  }

  package func penaltyWeight(inEpoch epoch: Int) -> Double { weight }

  package func lossesPerImage(_ architecture: Architecture) -> Int {
    reconstruction?.lossesPerImage(architecture) ?? 1
  }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    if let reconstruction {
      return reconstruction.losses(of: output, gradient: gradient, in: network, pass)
    }
    let count = pass.count * network.architecture.output.count
    gradient?.base.update(repeating: 0, count: count)
    return LossSums(penalty: network.penalty(pass), count: pass.count)
  }

  package func companion(images: Int) -> (any TrainingCompanion)? {
    ClusterTargets(self, images: images)
  }
}
