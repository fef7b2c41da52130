import Clustering
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
