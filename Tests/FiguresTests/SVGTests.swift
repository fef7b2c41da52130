import Figures
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Figures as SVG: read by a parser of XML, compared with what was laid out.
@Suite("Figures as SVG")
struct SVGTests {
  /// What a parser meets.
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var labels: [String] = []
    var names: [String] = []
    var uses: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      counts[element, default: 0] += 1
      if let label = attributes["aria-label"] { labels.append(label) }
      if let name = attributes["id"] { names.append(name) }
      if let use = attributes["href"], use.hasPrefix("#") { uses.append(String(use.dropFirst())) }
    }
  }

  private func parsed(_ bytes: [UInt8]) throws -> Elements {
    let elements = Elements()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = elements
    try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    return elements
  }

  private static let all = Samples.all + Degenerate.all

  @Test("Every figure is well-formed, says its labels in order, and the same bytes again")
  func wellFormed() throws {
    for (name, figure) in Self.all {
      let bytes = try figure.svg()
      let elements = try parsed(bytes)
      let labels = figure.drawing().labels.map { $0.text.filter { $0 != "\u{0}" } }
      #expect(elements.labels.map { $0.replacing("\\u0000", with: "") } == labels, "\(name)")
      #expect(Set(elements.names).count == elements.names.count, "\(name): a name twice")
      #expect(Set(elements.uses).isSubset(of: elements.names), "\(name): a name that is nowhere")
      #expect(try figure.svg() == bytes, "\(name)")
    }
  }

  @Test("Names are text and never markup")
  func escaped() throws {
    let name = #"</g><script>alert("1")</script> & 'x' ]]>"#
    let chart = LineChart(
      title: name, x: Axis(name), y: Axis("y"), series: [Series(name: "a", y: [1, 2])],
      size: Size(900, 400))
    let elements = try parsed(chart.svg())
    #expect(elements.labels.contains(name))
    #expect(elements.counts["script"] == nil)
    #expect(!String(decoding: try chart.svg(), as: UTF8.self).contains("<script"))
  }

  @Test("Points, images and letters are all there")
  func content() throws {
    let panel = ScatterPanel(
      x: (0..<60).map { Double($0 % 10) }, y: (0..<60).map { Double($0 / 10) },
      classes: (0..<60).map { $0 % 3 })
    let scatter = try parsed(ScatterPanels(panels: [panel], hasNumbers: false).svg())
    // Three markers in the legend, and the letters of the three names: "class 0" has seven, one a space.
    #expect(scatter.uses.filter { $0.hasPrefix("m") }.count == 63)
    #expect(scatter.uses.filter { $0.hasPrefix("g") }.count == 3 * 6)
    let grid = try parsed(Samples.imageRows.svg())
    #expect(grid.counts["image"] == 18)
  }
}
