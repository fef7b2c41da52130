import Clustering
import Datasets
import Figures
import Files
import Numerics
import Pipeline
import Specification

/// What a trained row says of images as a table: `id,label`, then what else there is to say.
public struct AppliedTable {
  private let applied: AppliedRow
  private let identifiers: [String]

  /// Describes a table.
  ///
  /// - Parameters:
  ///   - applied: what the row makes of the images.
  ///   - identifiers: what each image is called.
  public init(_ applied: AppliedRow, _ identifiers: [String]) {
    self.applied = applied
    self.identifiers = identifiers
  }

  /// The table as RFC 4180 says. A label is the number of a class as its data writes it (from 0, or the
  /// name where all names are numbers), -1 for none; without classes that of a cluster.
  public var csv: String {
    let columns = columns
    let head = columns.map(\.title).joined(separator: ",")
    let lines = (0..<applied.count).map { index in
      columns.map { Self.quoted($0.text(index)) }.joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  private typealias Column = (title: String, text: (Int) -> String)

  private var columns: [Column] {
    var columns: [Column] = [("id", { identifiers[$0] })]
    if let classes = applied.classes {
      let names = applied.classNames
      let areNumbers = !names.isEmpty && names.allSatisfy { Int($0) != nil }
      columns.append(
        ("label", { classes[$0].map { areNumbers ? names[$0] : String($0) } ?? "-1" }))
      if !names.isEmpty, !areNumbers {
        columns.append(("class", { classes[$0].map { applied.name(ofClass: $0) } ?? "" }))
      }
    } else if let clusters = applied.clusters {
      columns.append(("label", { String(clusters.labels[$0]) }))
    }
    if let probabilities = applied.probabilities {
      columns.append(("probability", { Self.number(Double(probabilities[$0].max() ?? 0)) }))
    }
    if let clusters = applied.clusters {
      let name = applied.probabilities == nil ? applied.measure : "cluster " + applied.measure
      columns.append(("cluster", { String(clusters.labels[$0]) }))
      columns.append((name, { Self.number(clusters.nearness[$0]) }))
    }
    if let errors = applied.errors {
      columns.append(("reconstruction error", { Self.number(errors[$0]) }))
    }
    return columns
  }

  private static func number(_ value: Double) -> String {
    JSON.number((value * 1e6).rounded() / 1e6).canonical
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

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
