import Datasets
import Figures
import Specification

/// A look at a dataset before anything is trained on it: what was read, what it holds, what is odd.
public struct DatasetInspection {
  /// For a terminal: a paragraph for each split, then the notes.
  public let text: String
  private let figure: ImageGrid

  /// The contact sheet: some images of each class of each split, as PNG.
  ///
  /// - Throws: `PNGError` when it cannot be written.
  public func sheet() throws -> [UInt8] { try figure.png() }

  /// Reads all images of a dataset.
  ///
  /// - Throws: `Problems` when a file is damaged.
  public init(_ open: OpenDataset) throws {
    let dataset = try open.load()
    var paragraphs: [String] = []
    var rows: [ImageGrid.Row] = []
    var known: [(split: SplitName, facts: ImageFacts)] = []
    for split in open.splits {
      guard let images = dataset[split.name] else { continue }
      let facts = images.facts()
      let shared = known.compactMap { other -> String? in
        let count = facts.count(in: other.facts)
        return count == 0 ? nil : "  \(count) of them are \(other.split.words) images too"
      }
      known.append((split.name, facts))
      paragraphs.append(
        (Self.lines(of: split, images, facts, open) + shared).joined(separator: "\n"))
      let examples = ExampleImages(images, scale: open.scale, names: open.classes)
      rows += examples.rows.enumerated().map { index, row in
        var row = row
        let name = open.splits.count > 1 && index == 0 ? split.name.words : ""
        row.label = [name, row.label].filter { !$0.isEmpty }.joined(separator: ": ")
        return row
      }
    }
    let notes = open.notes.list.map { entry in
      let detail = entry.note.detail.map { ": \($0)" } ?? ""
      return "note: \(entry.note.path): \(entry.note.message)\(detail). \(entry.note.cure)."
    }
    text = (paragraphs + (notes.isEmpty ? [] : [notes.joined(separator: "\n")]))
      .joined(separator: "\n\n")
    figure = ImageGrid(rows: rows)
  }

  private static func lines(
    of split: OpenDataset.Split, _ images: ImageSet, _ facts: ImageFacts, _ open: OpenDataset
  ) -> [String] {
    let colour = images.channels == 1 ? "gray" : "colour"
    var lines = [
      "\(split.name.rawValue): \(images.count) images of \(images.height) x \(images.width), \(colour)"
    ]
    lines += split.files.map { "  from \($0)" }
    lines.append("  " + pixels(images, facts, open.scale))
    if facts.different < images.count {
      lines.append("  \(facts.different) of \(images.count) differ; the others are copies")
    }
    let constant = (0..<images.count).count { index in
      let bytes = images.bytes(of: index, scale: open.scale)
      return bytes.allSatisfy { $0 == bytes[0] }
    }
    if constant > 0 { lines.append("  \(constant) are of one shade all over") }
    if let sizes = open.classSizes(of: split) {
      let classes = sizes.indices.prefix(20).map { "\(open.name(ofClass: $0)) \(sizes[$0])" }
      lines.append(
        "  \(sizes.count) classes: \(classes.joined(separator: ", "))"
          + (sizes.count > 20 ? ", ..." : ""))
    } else {
      lines.append("  no labels")
    }
    return lines
  }

  private static func pixels(
    _ images: ImageSet, _ facts: ImageFacts, _ scale: PixelScale
  ) -> String {
    let scaleText = scale.json.canonical
    guard images.isFloat else {
      return "bytes; 0 and 255 become the ends of the scale, \(scaleText)"
    }
    guard let range = facts.range else { return "numbers, some of them NaN or infinite" }
    let (low, high) = (JSON.number(Double(range.lowerBound)), JSON.number(Double(range.upperBound)))
    let isInside = range.lowerBound >= scale.low && range.upperBound <= scale.high
    return "numbers from \(low.canonical) to \(high.canonical), used as they are; "
      + (isInside
        ? "the scale is \(scaleText)"
        : "outside the scale \(scaleText): divide them, save them as bytes, or write their scale")
  }
}
