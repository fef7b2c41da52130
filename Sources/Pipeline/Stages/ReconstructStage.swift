import Datasets
import NeuralNetworks
import Numerics
import Runner
import Specification

/// Decodes what a network made of the images of a split, and measures what was lost.
struct ReconstructStage: StageSpecification {
  /// The network.
  var model = ModelReference()
  /// The stage of the images.
  var data = StageReference()
  /// The images whose reconstructions are kept, from 0.
  var shown: [Int] = []

  static var kind: String { "reconstruct" }
  static var version: Int { 1 }
  static var summary: String { "Reconstructs images and measures the error." }
  static var fields: [Field<ReconstructStage>] {
    [
      Field("model", \.model, "the network", isRequired: true),
      Field("data", \.data, "the stage of the images", isRequired: true),
      Field("shown", \.shown, "the images whose reconstructions are kept"),
    ]
  }

  var inputs: [StageKey] { [data.key, model.training?.key].compactMap { $0 } }

  func compute(_ task: StageTask) throws {
    let images = try task.images(data.key, scale: model.scale)
    let network = try model.load(for: images.shape, task)
    let errors = try errors(of: network, on: images)
    let mean = { (values: [Double]) in values.reduce(0, +) / Double(max(1, values.count)) }
    var report = ReconstructReport()
    report.meanSquaredError = mean(errors.map(\.squared))
    report.meanAbsoluteError = mean(errors.map(\.absolute))
    report.shown = shown.map { errors[$0].squared }
    try task.write(report, as: .reconstruct)
    let shape = [shown.count] + images.shape
    let chosen = images.selecting(shown)
    try task.write(chosen.matrix.elements, shape: shape, as: ArtefactFile.originals)
    let reconstructions = try network.reconstruct(chosen)
    try task.write(reconstructions.elements, shape: shape, as: ArtefactFile.reconstructions)
  }
  /// The mean squared and absolute error of each image's numbers.
  private func errors(
    of network: TrainedModel, on images: ScaledImages
  ) throws -> [(squared: Double, absolute: Double)] {
    let chunk = 256
    var errors: [(squared: Double, absolute: Double)] = []
    for start in stride(from: 0, to: images.count, by: chunk) {
      let indices = Array(start..<min(start + chunk, images.count))
      let part = images.selecting(indices)
      let reconstructions = try network.reconstruct(part)
      let originals = part.matrix
      let size = reconstructions.columns
      for row in indices.indices {
        var squared = 0.0
        var absolute = 0.0
        for position in row * size..<(row + 1) * size {
          let difference = Double(reconstructions.elements[position] - originals.elements[position])
          squared += difference * difference
          absolute += abs(difference)
        }
        errors.append((squared / Double(size), absolute / Double(size)))
      }
    }
    return errors
  }
}

/// How far reconstructions are from their images.
package struct ReconstructReport: Described, Equatable {
  /// The mean squared error per pixel value.
  package var meanSquaredError = 0.0
  /// The mean absolute error per pixel value.
  package var meanAbsoluteError = 0.0
  /// The mean squared errors of the shown images.
  package var shown: [Double] = []

  package init() {}

  package static var kind: String { "reconstructReport" }
  package static var summary: String { "How far reconstructions are from their images." }
  package static var fields: [Field<ReconstructReport>] {
    [
      Field(
        "meanSquaredError", \.meanSquaredError, "the mean squared error per pixel value",
        isRequired: true),
      Field(
        "meanAbsoluteError", \.meanAbsoluteError, "the mean absolute error per pixel value",
        isRequired: true),
      Field("shown", \.shown, "the squared errors of the shown images", isRequired: true),
    ]
  }
}

extension ReconstructReport {
  /// The errors as metrics of a split.
  func measurements(on split: String) -> [Measurement] {
    [
      Measurement(.reconstruction.of(split), meanSquaredError),
      Measurement(.absoluteError.of(split), meanAbsoluteError),
    ]
  }
}

extension ReportFile<ReconstructReport> {
  /// How far reconstructions are from their images.
  package static var reconstruct: Self { Self() }
}

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
