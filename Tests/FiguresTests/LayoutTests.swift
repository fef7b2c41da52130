import Figures
import Files
import Testing

/// The rules that every figure keeps, whatever its data.
@Suite("Labels stay inside the picture and apart")
struct LayoutTests {
  @Test("Samples", arguments: Samples.all.map(\.name))
  func samples(name: String) throws {
    let sample = try #require(Samples.all.first { $0.name == name })
    try checkRules(sample.figure, name)
  }

  @Test("Degenerate data", arguments: Degenerate.all.map(\.name))
  func degenerate(name: String) throws {
    let sample = try #require(Degenerate.all.first { $0.name == name })
    try checkRules(sample.figure, name)
  }

  private func checkRules(_ figure: any Figure, _ name: String) throws {
    let drawing = figure.drawing()
    let picture = Rect(x: 0, y: 0, width: drawing.size.width, height: drawing.size.height)
    let labels = drawing.labels
    let outside = labels.filter { !picture.contains($0.box) }.map(\.text)
    #expect(outside.isEmpty, "\(name): labels leave the picture")
    var overlapping: [String] = []
    for (index, label) in labels.enumerated() {
      for other in labels.dropFirst(index + 1) where label.box.overlaps(other.box) {
        overlapping.append("“\(label.text)” and “\(other.text)”")
      }
    }
    #expect(overlapping.isEmpty, "\(name): labels overlap")
    #expect(!hasInkOnBorder(drawing.bitmap(scale: 1)), "\(name): ink on the border")
    // Every file can be read again, at the size that was laid out.
    let file = try PNG.decode(figure.png(scale: 1))
    #expect(Double(file.width) == drawing.size.width)
    #expect(Double(file.height) == drawing.size.height)
  }

  private func hasInkOnBorder(_ picture: Bitmap) -> Bool {
    func isInk(_ row: Int, _ column: Int) -> Bool {
      picture.color(row: row, column: column) != (255, 255, 255)
    }
    return (0..<picture.width).contains { isInk(0, $0) || isInk(picture.height - 1, $0) }
      || (0..<picture.height).contains { isInk($0, 0) || isInk($0, picture.width - 1) }
  }
}
