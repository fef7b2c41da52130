import Specification

extension ReportDocument {
  /// `report.md`.
  var markdown: String {
    let texts = ["# \(Markdown.escaped(title))\n"] + blocks.map(Self.markdown)
    return texts.joined(separator: "\n")
  }

  private static func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "## \(Markdown.escaped(text))\n"
    case .markdown(let text): return text.hasSuffix("\n") ? text : text + "\n"
    case .table(let table):
      return "\(table.body)\n**\(Self.tableWord) \(table.number).** \(table.caption)\n"
    case .figures(let group): return markdown(group)
    case .folded(let summary, let text):
      return "<details>\n<summary>\(Markdown.escaped(summary))</summary>\n\n\(text)\n</details>\n"
    }
  }

  private static func markdown(_ group: FigureGroup) -> String {
    let name = "**\(Self.figureWord) \(group.number). \(Markdown.escaped(group.title)).**"
    let images = group.figures.map {
      Markdown.image("figures/\($0.file)", title: $0.fullTitle)
    }
    guard let caption = group.sharedCaption else {
      let texts = zip(images, group.figures).map { image, figure in
        "\(image)\n\n\(name) \(Markdown.escaped(figure.panel)): \(Markdown.escaped(figure.caption))\n"
      }
      return texts.joined(separator: "\n")
    }
    let pictures = group.columns > 1 ? sideBySide(group, images) : images.joined(separator: "\n\n")
    return "\(pictures)\n\n\(name) \(Markdown.escaped(caption))\n"
  }

  /// A table of pictures under their names.
  private static func sideBySide(_ group: FigureGroup, _ images: [String]) -> String {
    let names = group.figures.map { Markdown.escaped($0.panel) }
    let lines = stride(from: 0, to: images.count, by: group.columns).map { start in
      let places = start..<start + group.columns
      let line = { (cells: [String]) in
        "| "
          + places.map { $0 < cells.count ? cells[$0] : "" }.joined(separator: " | ") + " |"
      }
      let rule = "|" + String(repeating: " :-: |", count: group.columns)
      return [line(names), rule, line(images)].joined(separator: "\n")
    }
    return lines.joined(separator: "\n\n")
  }

  private static let figureWord = "Figure"
  private static let tableWord = "Table"
}
