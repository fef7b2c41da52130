import Specification

extension ReportDocument {
  /// `report.md`.
  var markdown: String {
    let names = byline.isEmpty ? [] : ["\(Markdown.paragraph(byline))\n"]
    let texts = ["# \(Markdown.escaped(title))\n"] + names + blocks.map(markdown)
    return texts.joined(separator: "\n")
  }

  private func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "## \(Markdown.escaped(text))\n"
    case .markdown(let text): return text.hasSuffix("\n") ? text : text + "\n"
    case .table(let table):
      return
        "\(table.body)\n**\(Markdown.escaped(numbers.tableWord)) \(table.number).** \(table.caption)\n"
    case .figures(let group):
      guard group.isFolded else { return markdown(group) }
      let summary = "\(numbers.figureWord) \(group.number). \(group.title)"
      return
        "<details>\n<summary>\(Markdown.escaped(summary))</summary>\n\n\(markdown(group))\n</details>\n"
    case .folded(let summary, let text, _):
      return "<details>\n<summary>\(Markdown.escaped(summary))</summary>\n\n\(text)\n</details>\n"
    }
  }

  private func markdown(_ group: FigureGroup) -> String {
    let name =
      "**\(Markdown.escaped(numbers.figureWord)) \(group.number). \(Markdown.escaped(group.title)).**"
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
  private func sideBySide(_ group: FigureGroup, _ images: [String]) -> String {
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
}
