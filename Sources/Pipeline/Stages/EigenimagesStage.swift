import Datasets
import Numerics
import Reduction
import Runner
import Specification

/// Turns the leading principal components of pixels into images, and images into what these
/// components keep of them.
struct EigenimagesStage: StageSpecification {
  /// The stage of the principal component analysis.
  var components = StageReference()
  /// The stage of the images.
  var data = StageReference()
  /// The interval that pixel values were brought to.
  var scale = PixelScale.unit
  /// How many components are shown and used.
  var count = 5
  /// The images that are shown beside their reconstructions, from 0.
  var shown: [Int] = []

  static var kind: String { "eigenimages" }
  static var version: Int { 1 }
  static var summary: String { "Principal components as images, and what they keep of images." }
  static var fields: [Field<EigenimagesStage>] {
    [
      Field("components", \.components, "the stage of the analysis", isRequired: true),
      Field("data", \.data, "the stage of the images", isRequired: true),
      Field("scale", \.scale, "the interval of pixel values", isRequired: true),
      Field("count", \.count, "how many components", isRequired: true),
      Field("shown", \.shown, "the images shown beside their reconstructions", isRequired: true),
    ]
  }

  var inputs: [StageKey] { [components.key, data.key] }

  func compute(_ task: StageTask) throws {
    let images = try task.images(data.key, scale: scale)
    let mean = try task.matrix(components.key, ArtefactFile.mean)
    let all = try task.matrix(components.key, ArtefactFile.components)
    let kept = min(count, all.rows)
    let layout = FlatLayout(images.shape)
    let chosen = images.selecting(shown)
    let originals = chosen.matrix
    var errors: [Double] = []
    var reconstructions: [Float] = []
    for row in 0..<originals.rows {
      let pixels = layout.flattened(Array(originals[row]))
      let restored = layout.unflattened(restored(pixels, Array(mean[0]), all, kept))
      let squares = zip(restored, originals[row]).reduce(0.0) { sum, pair in
        sum + Double(pair.0 - pair.1) * Double(pair.0 - pair.1)
      }
      errors.append(squares / Double(restored.count))
      reconstructions += restored
    }
    let eigenimages = (0..<kept).flatMap { layout.unflattened(Array(all[$0])) }
    try task.write(
      layout.unflattened(Array(mean[0])), shape: [1] + images.shape, as: ArtefactFile.mean)
    try task.write(eigenimages, shape: [kept] + images.shape, as: ArtefactFile.components)
    let shape = [shown.count] + images.shape
    try task.write(originals.elements, shape: shape, as: ArtefactFile.originals)
    try task.write(reconstructions, shape: shape, as: ArtefactFile.reconstructions)
    var report = EigenimagesReport()
    report.shares = Array(try task.read(.reduce, of: components.key).shares.prefix(kept))
    report.shown = errors
    try task.write(report, as: .eigenimages)
  }

  /// The mean and as much of each of the first components as the image has.
  private func restored(
    _ image: [Float], _ mean: [Float], _ components: Matrix<Float>, _ kept: Int
  ) -> [Float] {
    var sum = mean.map { Double($0) }
    for index in 0..<kept {
      let component = components[index]
      var score = 0.0
      for (position, weight) in component.enumerated() {
        score += (Double(image[position]) - Double(mean[position])) * Double(weight)
      }
      for (position, weight) in component.enumerated() { sum[position] += score * Double(weight) }
    }
    return sum.map { Float($0) }
  }
}

/// The two orders of the numbers of an image: pixel by pixel `[H, W, C]`, and flattened as vectors
/// have them, channel by channel `[C, H, W]`.
private struct FlatLayout {
  private let positions: Int
  private let channels: Int

  /// The layout of images `[H, W, C]`.
  init(_ shape: [Int]) {
    channels = shape.last ?? 1
    positions = shape.dropLast().reduce(1, *)
  }

  /// `[H, W, C]` as `[C, H, W]`.
  func flattened(_ values: [Float]) -> [Float] {
    (0..<channels).flatMap { channel in
      (0..<positions).map { values[$0 * channels + channel] }
    }
  }

  /// `[C, H, W]` as `[H, W, C]`.
  func unflattened(_ values: [Float]) -> [Float] {
    (0..<positions).flatMap { position in
      (0..<channels).map { values[$0 * positions + position] }
    }
  }
}

/// What components keep.
package struct EigenimagesReport: Described, Equatable {
  /// The share of the variance of each, 0 to 1.
  package var shares: [Double] = []
  /// The mean squared errors of the shown images.
  package var shown: [Double] = []

  package init() {}

  package static var kind: String { "eigenimagesReport" }
  package static var summary: String { "What components keep." }
  package static var fields: [Field<EigenimagesReport>] {
    [
      Field("shares", \.shares, "the share of the variance of each", isRequired: true),
      Field("shown", \.shown, "the squared errors of the shown images", isRequired: true),
    ]
  }
}

extension EigenimagesReport {
  /// The shares as metrics, in percent.
  var measurements: [Measurement] {
    shares.enumerated().map { Measurement(.share.of(String($0 + 1)), 100 * $1) }
  }
}

extension ReportFile<EigenimagesReport> {
  /// What components keep.
  package static var eigenimages: Self { Self() }
}
