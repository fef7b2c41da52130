import CKernels
import Numerics
import Specification

/// Giving back the image: from a code, from a noisy image, or from a draw of a diagonal Gaussian whose KL
/// divergence from the standard normal is added with a weight.
package struct Reconstruction: Objective {
  /// The standard deviation of the Gaussian noise that is added to what the network sees in training.
  package var noise = 0.0
  /// The weight of the KL divergence, for a variational autoencoder.
  package var divergence: Divergence?
  private var loss: any ImageLoss = MeanSquaredError()

  /// Gives back the image, measured by the squared error.
  package init(noise: Double = 0, divergence: Divergence? = nil) {
    self.noise = noise
    self.divergence = divergence
  }

  package func measured(by loss: (any Loss)?) throws -> Reconstruction {
    guard let images = (loss ?? MeanSquaredError()) as? any ImageLoss else {
      throw TrainingError.unsuitableLoss(
        "the loss \"crossEntropy\" compares classes, this model gives images back")
    }
    var copy = self
    copy.loss = images
    return copy
  }

  package var title: String {
    "loss (\(type(of: loss).term)\(divergence == nil ? "" : " + KL divergence"))"
  }

  package var givesImagesBack: Bool { true }
  package var reduction: Reduction { loss.reduction }

  /// The images as they were before noise.
  package func memory(batch: Int, _ architecture: Architecture) -> (targets: Int, scratch: Int) {
    (batch * architecture.input.count, 0)
  }

  package func setTargets(of batch: Batch, in network: Network<Float>) {
    let count = batch.indices.count * network.architecture.input.count
    let input = network.input.base
    network.target.base.update(from: input, count: count)
    guard let draw = batch.draw, noise > 0 else { return }
    var random = RandomStream(seed: draw.seed, purpose: "noise", index: draw.step)
    for index in 0..<count { input[index] += Float(noise * random.normal()) }
  }

  package func penaltyWeight(inEpoch epoch: Int) -> Double {
    divergence?.weight(inEpoch: epoch) ?? 0
  }

  /// One for each number of the image.
  package func lossesPerImage(_ architecture: Architecture) -> Int { architecture.input.count }

  package func losses<T: Scalar>(
    of output: Numbers<T>, gradient: Numbers<T>?, in network: Network<T>, _ pass: Pass<T>
  ) -> LossSums {
    let factor = factor(count: pass.count, network.architecture)
    let size = network.architecture.input.count
    let function = loss.function
    let parameter = loss.parameter
    let target = network.target
    let sums = SampleSums(base: pass.doubles(network.sampleSums))
    Parallel.forEach(blocks: pass.count) { sample in
      let offset = sample * size
      sums.base[sample] = T.kernels.loss(
        function, parameter, size, output.base + offset, target.base + offset, factor,
        gradient.map { $0.base + offset })
    }
    var losses = LossSums(penalty: network.penalty(pass), count: pass.count)
    for sample in 0..<pass.count { losses.total += sums.base[sample] }
    return losses
  }

  private struct SampleSums: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
  }

  package var metrics: [Metric] { [.loss] + (divergence == nil ? [] : [.latentDivergence]) }

  package func summary(
    _ sums: LossSums, penaltyWeight: Double, _ architecture: Architecture
  ) -> LossSummary {
    var summary = means(sums, penaltyWeight: penaltyWeight, architecture)
    if divergence != nil { summary.divergence = sums.penalty / Double(max(1, sums.count)) }
    return summary
  }
}

/// The weight of the KL divergence, and how it grows over the first epochs.
public struct Divergence: Sendable, Equatable {
  /// The weight once annealing is over (beta).
  public var weight: Double
  /// The epochs over which the weight grows linearly from 0.
  public var annealingEpochs: Int

  /// A weight and its annealing.
  public init(weight: Double, annealingEpochs: Int) {
    self.weight = weight
    self.annealingEpochs = annealingEpochs
  }

  /// The weight in an epoch, from 1.
  func weight(inEpoch epoch: Int) -> Double {
    weight * min(1, Double(epoch) / Double(annealingEpochs + 1))
  }
}
