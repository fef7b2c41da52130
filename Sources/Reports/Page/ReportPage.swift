import Experiments
import Files
import Foundation
import Specification

/// A report as one file that needs no other: text, tables, figures and the script that makes them answer.
struct ReportPage {
  private let document: ReportDocument
  private var data: PageData

  /// The beginning of every page, by which one is known.
  static let mark = "<!DOCTYPE html>\n<!-- a report written by sweep -->\n"

  /// Prepares a page.
  init(_ document: ReportDocument, _ study: Study) {
    self.document = document
    data = PageData(study)
  }

  /// The file.
  ///
  /// - Throws: what reading the images behind points throws.
  mutating func html() throws -> String {
    var parts: [String] = []
    for block in document.blocks { parts.append(try html(block)) }
    let notes = data.notes.map { "<p class=\"caption\">\(HTMLText.line($0))</p>\n" }
    let title = HTMLText.line(document.title)
    let byline =
      document.byline.isEmpty ? "" : "<p class=\"byline\">\(HTMLText.line(document.byline))</p>\n"
    let policy =
      "default-src 'none'; img-src data:; style-src '\(Self.hash(PageStyle.text))'; script-src "
      + "'\(Self.hash(PageScript.text))'; base-uri 'none'; form-action 'none'"
    return """
      \(Self.mark)<html lang="en" class="static">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>\(PageStyle.text)</style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(byline)\(parts.joined())\(notes.joined())
      <dialog><img alt=""></dialog>
      <script type="application/json" id="data">\(data.text)</script>
      <script>\(PageScript.text)</script>
      </body>
      </html>

      """
  }

  /// What a policy calls a style sheet or a script.
  private static func hash(_ text: String) -> String {
    let digits = Array(SHA256.hexadecimal(of: text))
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)
    }
    return "sha256-" + Data(bytes).base64EncodedString()
  }

  private mutating func html(_ block: ReportDocument.Block) throws -> String {
    switch block {
    case .heading(let text): return "<h2>\(HTMLText.line(text))</h2>\n"
    case .markdown(let text): return MarkdownHTML.html(text)
    case .table(let table):
      let name = "\(HTMLText.line(document.numbers.tableWord)) \(table.number)."
      return MarkdownHTML.html(table.body)
        + "<p class=\"caption\"><b>\(name)</b> \(HTMLText.inline(table.caption[...]))</p>\n"
    case .folded(let summary, let text, let isPrinted):
      return folded(summary, MarkdownHTML.html(text), isPrinted: isPrinted)
    case .figures(let group):
      let figures = try html(group)
      let name = "\(document.numbers.figureWord) \(group.number). \(group.title)"
      return group.isFolded ? folded(name, figures, isPrinted: true) : figures
    }
  }

  private func folded(_ summary: String, _ html: String, isPrinted: Bool) -> String {
    let kind = isPrinted ? " class=\"printed\"" : ""
    return "<details\(kind)><summary>\(HTMLText.line(summary))</summary>\n\(html)</details>\n"
  }

  private mutating func html(_ group: FigureGroup) throws -> String {
    let name =
      "<b>\(HTMLText.line(document.numbers.figureWord)) \(group.number). "
      + "\(HTMLText.line(group.title)).</b>"
    let isShared = group.sharedCaption != nil
    var parts: [String] = []
    for figure in group.figures {
      var part = try picture(figure, isNamed: group.figures.count > 1)
      if !isShared { part += "<p class=\"caption\">\(HTMLText.line(figure.caption))</p>\n" }
      parts.append(part)
    }
    let isPlotted = group.figures.contains { !$0.plots.isEmpty }
    let isPair = group.columns > 1 || isPlotted && group.figures.count > 1
    let pictures =
      isPair
      ? "<div class=\"pair\(isPlotted ? " plotted" : "")\">\n\(parts.map { "<div>\($0)</div>\n" }.joined())</div>\n"
      : parts.joined()
    let caption = HTMLText.line(group.sharedCaption ?? "")
    return "<figure id=\"figure-\(group.number)\">\n\(pictures)"
      + "<figcaption>\(name) \(caption)</figcaption>\n</figure>\n"
  }

  /// A picture that enlarges; one of points as something to touch, and as a picture on paper.
  private mutating func picture(_ figure: Gallery.Drawn, isNamed: Bool) throws -> String {
    let source = "data:image/png;base64,\(Data(figure.png).base64EncodedString())"
    let isPlotted = !figure.plots.isEmpty
    let still =
      "<button type=\"button\" class=\"zoom\(isPlotted ? " still" : "")\">"
      + "<img src=\"\(source)\" alt=\"\(HTMLText.line(figure.fullTitle))\" "
      + "width=\"\(figure.width / 2)\"></button>\n"
    guard isPlotted else {
      // The picture of a single setting has its name in the caption or in itself.
      return isNamed && !figure.panel.isEmpty
        ? "<p class=\"name\">\(HTMLText.line(figure.panel))</p>\n\(still)" : still
    }
    let number = try data.add(figure.plots)
    let heading = isNamed ? "<p class=\"name\">\(HTMLText.line(figure.panel))</p>\n" : ""
    let isWide = figure.plots[0].maps.count > 1
    return
      "\(heading)<div data-plot=\"\(number)\"\(isWide ? " class=\"wide\"" : "")></div>\n\(still)"
  }
}
