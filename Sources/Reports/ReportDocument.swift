import Experiments
import Specification

/// A report before it is written in a format: its parts in their order, tables and figures numbered.
///
/// Texts are Markdown with all foreign characters escaped.
struct ReportDocument {
  /// A part.
  enum Block {
    /// The heading of a section, plain text.
    case heading(String)
    /// Paragraphs, lists, code.
    case markdown(String)
    /// A table with its number.
    case table(NumberedTable)
    /// Pictures of one kind with their number.
    case figures(FigureGroup)
    /// What is looked up rather than read, closed on a screen; paper shows it where it `isPrinted`.
    case folded(summary: String, String, isPrinted: Bool)
  }

  /// The heading of all, plain text.
  var title: String
  /// Author and date, plain text; empty where the file names none.
  var byline: String
  /// The words before numbers, and the numbers.
  var numbers: ReportNumbers
  /// The parts.
  var blocks: [Block] = []

  /// Adds a section, when it holds something.
  mutating func add(_ heading: String, _ section: [Block]) {
    guard !section.isEmpty else { return }
    blocks.append(.heading(heading))
    blocks += section
  }
}

/// A table as readers refer to it.
struct NumberedTable {
  /// Its number, from 1.
  var number: Int
  /// What it shows, as Markdown.
  var caption: String
  /// The table itself, as Markdown.
  var body: String
}

/// Pictures that show the same of several settings: one number, one title, one caption.
struct FigureGroup {
  /// Their kind.
  var kind: FigureKind
  /// Their number, from 1.
  var number: Int
  /// What they show, plain text.
  var title: String
  /// The author's caption, plain text.
  var ownCaption: String?
  /// Whether it is looked up rather than read, so that a report folds it away.
  var isFolded = false
  /// The pictures.
  var figures: [Gallery.Drawn]

  /// Puts pictures of one kind and title together, in the order of the report.
  static func groups(of figures: [Gallery.Drawn]) -> [FigureGroup] {
    var groups: [FigureGroup] = []
    for figure in figures {
      let own = groups.firstIndex { $0.kind == figure.kind && $0.title == figure.title }
      if let own, !figure.panel.isEmpty {
        groups[own].figures.append(figure)
      } else {
        groups.append(
          FigureGroup(
            kind: figure.kind, number: groups.count + 1, title: figure.title, figures: [figure]))
      }
    }
    return groups
  }

  /// The caption that all pictures share; nil where each has its own.
  var sharedCaption: String? {
    if let ownCaption { return ownCaption }
    let captions = Set(figures.map(\.caption))
    return captions.count == 1 ? captions.first : nil
  }

  /// The kinds that show details of one setting, or the data, and not what differs between settings.
  static let details: Set<FigureKind> = [.confusion, .clusters, .examples]

  /// So many pictures stand side by side: three where there are three, else two, where none is wide.
  var columns: Int {
    guard figures.count > 1, figures.allSatisfy(Self.isNarrow) else { return 1 }
    return figures.count == 3 ? 3 : 2
  }

  /// Whether a picture still shows what it has to on a part of the page: one of few pixels, or about as
  /// high as it is wide, as scatter plots are; they are drawn at twice the size of a page.
  private static func isNarrow(_ figure: Gallery.Drawn) -> Bool {
    figure.width <= 1200 || figure.width <= 1500 && 5 * figure.height >= 4 * figure.width
  }
}

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
