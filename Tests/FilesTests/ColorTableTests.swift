import Files
import Testing

@Suite("Colours numbered as they are met")
struct ColorTableTests {
  @Test("Thousands of colours keep the numbers they were given")
  func numbers() {
    var table = ColorTable()
    let colors = (0..<5000).map { UInt32($0 * 3301 % 0x1000000) }
    #expect(colors.map { table.number(of: $0) } == Array(0..<5000))
    #expect(colors.reversed().map { table.number(of: $0) } == Array((0..<5000).reversed()))
    #expect(table.colors == colors)
  }

  @Test("Runs of equal pixels go on over the ends of rows, and end when told")
  func runs() throws {
    let red: [UInt8] = [255, 0, 0]
    let blue: [UInt8] = [0, 0, 255]
    let bytes = red + red + red + blue + red + red
    let image = try #require(Bitmap(height: 3, width: 2, channels: 3, bytes: bytes))
    var runs: [[Int]] = []
    var table = ColorTable()
    table.forEachRun(in: image) { number, count in
      runs.append([number, count])
      return true
    }
    #expect(runs == [[0, 3], [1, 1], [0, 2]])
    #expect(table.colors == [0xFF0000, 0x0000FF])
    runs = []
    table.forEachRun(in: image) { number, count in
      runs.append([number, count])
      return number == 0
    }
    #expect(runs == [[0, 3], [1, 1]])
    table.forEachRun(in: Bitmap(height: 0, width: 5, red: 1, green: 2, blue: 3)) { _, _ in
      Issue.record("an image without pixels has no runs")
      return true
    }
  }
}
