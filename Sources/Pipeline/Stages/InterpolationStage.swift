import Datasets
import NeuralNetworks
import Numerics
import Runner
import Specification

/// Decodes images on the way between the latent vectors of two images.
struct InterpolationStage: StageSpecification {
  /// The network.
  var model = ModelReference()
  /// The stage of the images.
  var data = StageReference()
  /// The two images, from 0.
  var images: [Int] = []
  /// How much of the second latent vector each step has, 0 to 1.
  var shares: [Double] = []

  static var kind: String { "interpolation" }
  static var version: Int { 1 }
  static var summary: String { "Decodes images on the way between two latent vectors." }
  static var fields: [Field<InterpolationStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("data", \.data, "the stage of the images", isRequired: true),
      Field("images", \.images, "the two images", isRequired: true),
      Field("shares", \.shares, "the shares of the second latent vector", isRequired: true),
    ]
  }

  var inputs: [StageKey] { [data.key, model.training?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    let all = try task.images(data.key, scale: model.scale)
    let pair = all.selecting(images)
    let network = try model.load(for: all.shape, task)
    let latents = try network.embed(pair)
    guard latents.rows == 2 else {
      throw StageFailure("an interpolation is between two images", isFinal: true)
    }
    let strip = try finalOnThrow {
      try network.interpolate(from: Array(latents[0]), to: Array(latents[1]), shares: shares)
    }
    try task.write(
      pair.matrix.elements, shape: [pair.count] + all.shape, as: ArtefactFile.originals)
    try task.write(
      strip.elements, shape: [shares.count] + all.shape, as: ArtefactFile.reconstructions)
    var report = InterpolationReport()
    report.shares = shares
    try task.write(report, as: .interpolation)
  }
}

/// The steps between two latent vectors.
package struct InterpolationReport: Described, Equatable {
  /// How much of the second vector each has.
  package var shares: [Double] = []

  package init() {}

  package static var kind: String { "interpolationReport" }
  package static var summary: String { "The steps between two latent vectors." }
  package static var fields: [Field<InterpolationReport>] {
    [
      Field("shares", \.shares, "how much of the second vector each has", isRequired: true)
    ]
  }
}

extension ReportFile<InterpolationReport> {
  /// The steps between two latent vectors.
  package static var interpolation: Self { Self() }
}
