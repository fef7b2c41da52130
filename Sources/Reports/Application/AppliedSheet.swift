import Clustering
import Datasets
import Figures
import Files
import Numerics
import Pipeline
import Specification

/// A contact sheet of what a trained row made of images: some of each class or cluster with how sure or
/// how near they are, else some of all; below them reconstructions, where there are any.
public struct AppliedSheet {
  private let figure: ImageGrid
  private static let columns = 10
  private static let mostGroups = 40

  /// Lays out a sheet.
  ///
  /// - Parameters:
  ///   - applied: what the row makes of the images.
  ///   - images: the images.
  ///   - scale: what black and white are in numbers.
  public init(_ applied: AppliedRow, _ images: ImageSet, scale: PixelScale) {
    var rows: [ImageGrid.Row] = []
    for (group, members) in Self.groups(of: applied).prefix(Self.mostGroups) {
      let shown = members.count <= Self.columns ? members : Self.spread(members)
      let label = group.map { "\(applied.name(ofGroup: $0)) (\(members.count))" } ?? ""
      rows.append(
        ImageGrid.Row(
          label: label, images: shown.compactMap { images.bitmap(of: $0, scale: scale) },
          captions: shown.compactMap { Self.sureness(of: $0, applied) },
          captionLabel: Self.measure(of: applied)))
      guard let reconstructions = applied.reconstructions else { continue }
      let pictures = shown.compactMap { index in
        Bitmap(
          height: images.height, width: images.width, channels: images.channels,
          values: Array(reconstructions[index]), range: scale.low...scale.high)
      }
      rows.append(
        ImageGrid.Row(
          label: "reconstructed", images: pictures,
          captions: shown.map { Decimal.text(applied.errors?[$0] ?? 0, digits: 4) },
          captionLabel: "MSE"))
    }
    figure = ImageGrid(rows: rows)
  }

  /// The sheet as PNG.
  ///
  /// - Throws: `PNGError` when it cannot be written.
  public func png() throws -> [UInt8] { try figure.png() }

  /// The images of each group, the groups in order; all images where there are none.
  private static func groups(of applied: AppliedRow) -> [(group: Int?, members: [Int])] {
    guard let groups = applied.groups else { return [(nil, Array(0..<applied.count))] }
    let members = Dictionary(grouping: groups.indices) { groups[$0] }
    return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Some of many, at equal distances.
  private static func spread(_ members: [Int]) -> [Int] {
    (0..<columns).map { members[$0 * members.count / columns] }
  }

  private static func sureness(of index: Int, _ applied: AppliedRow) -> String? {
    if let probabilities = applied.probabilities {
      return Decimal.text(Double(probabilities[index].max() ?? 0), digits: 2)
    }
    return applied.clusters.map { Decimal.text($0.nearness[index], digits: 2) }
  }

  private static func measure(of applied: AppliedRow) -> String {
    if applied.probabilities != nil { return "probability" }
    return applied.clusters == nil ? "" : applied.measure
  }
}
