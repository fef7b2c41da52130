import Figures
import Files
import Numerics
import Testing

/// What a reader counts in a figure, counted in its decoded file.
@Suite("Figures show their data")
struct ContentTests {
  /// The number of separate areas of exactly this colour, of at least `least` pixels.
  func blobs(of color: Color, in picture: Bitmap, least: Int = 12) -> Int {
    centers(of: color, in: picture, least: least).count
  }

  /// The centres of separate areas of exactly this colour, the upper ones first.
  func centers(of color: Color, in picture: Bitmap, least: Int = 12) -> [Point] {
    var isOpen = (0..<picture.height * picture.width).map { place in
      let (row, column) = (place / picture.width, place % picture.width)
      return picture.color(row: row, column: column) == (color.red, color.green, color.blue)
    }
    var centers: [Point] = []
    for start in isOpen.indices where isOpen[start] {
      var stack = [start]
      var size = 0.0
      var (x, y) = (0.0, 0.0)
      isOpen[start] = false
      while let place = stack.popLast() {
        size += 1
        let column = place % picture.width
        x += Double(column) + 0.5
        y += Double(place / picture.width) + 0.5
        for next in [
          column > 0 ? place - 1 : -1, column + 1 < picture.width ? place + 1 : -1,
          place - picture.width, place + picture.width,
        ] where isOpen.indices.contains(next) && isOpen[next] {
          isOpen[next] = false
          stack.append(next)
        }
      }
      if size >= Double(least) { centers.append(Point(x / size, y / size)) }
    }
    return centers
  }

  func decoded(_ figure: any Figure) throws -> Bitmap { try PNG.decode(figure.png()) }

  @Test("A scatter shows each point once in the colour of its class")
  func scatter() throws {
    let classes = (0..<60).map { $0 % 3 == 0 ? 0 : $0 % 5 == 0 ? 2 : 1 }
    let panel = ScatterPanel(
      x: (0..<60).map { Double($0 % 10) }, y: (0..<60).map { Double($0 / 10) }, classes: classes)
    let picture = try decoded(ScatterPanels(panels: [panel]))
    for index in 0..<3 {
      // The legend shows each class once more.
      let expected = classes.filter { $0 == index }.count + 1
      #expect(blobs(of: Palette.color(index), in: picture) == expected)
    }
  }

  @Test("Wrongly assigned points, and no others, carry a dark ring", arguments: [0, 1, 7, 20])
  func wrong(count: Int) throws {
    let panel = ScatterPanel(
      x: (0..<20).map { Double($0 % 5) }, y: (0..<20).map { Double($0 / 5) },
      classes: Array(repeating: 0, count: 20), wrong: (0..<20).map { $0 < count })
    let figure = ScatterPanels(panels: [panel], classNames: ["a"], hasNumbers: false)
    let picture = try decoded(figure)
    let ringed = centers(of: Palette.color(0), in: picture).filter { center in
      // A dot of this size has a radius of 7.2 pixels, its ring is 1.9 wide.
      [Point(8.2, 0), Point(-8.2, 0), Point(0, 8.2), Point(0, -8.2)].allSatisfy { step in
        let place = Point(center.x + step.x, center.y + step.y)
        let color = picture.color(row: Int(place.y), column: Int(place.x))
        return max(color.red, color.green, color.blue) < 128
      }
    }
    #expect(ringed.count == count)
    #expect(figure.drawing().labels.map(\.text).contains("wrongly assigned") == (count > 0))
  }

  @Test("Points stand where their coordinates are, to a quarter of a pixel")
  func places() throws {
    let x = [0, 1.01, 2.02, 3.03, 4.04, 5.05, 6.06, 7.07, 8.08, 10]
    let panel = ScatterPanel(x: x, y: x)
    let centers = try centers(
      of: Palette.color(0), in: decoded(ScatterPanels(panels: [panel], hasNumbers: false))
    ).reversed()
    #expect(centers.count == 10)
    let first = try #require(centers.first)
    let last = try #require(centers.last)
    for (value, center) in zip(x, centers) {
      let expected = Point(
        first.x + (last.x - first.x) * value / 10, first.y + (last.y - first.y) * value / 10)
      // The ends are rounded too.
      #expect(abs(center.x - expected.x) <= 0.51 && abs(center.y - expected.y) <= 0.51)
    }
  }

  @Test("A grid of nine panels has nine titles in order, every point, and one legend")
  func panelGrid() throws {
    let panels = (0..<9).map { panel in
      ScatterPanel(
        title: "panel \(panel)", x: (0..<12).map { Double($0 % 4) },
        y: (0..<12).map { Double($0 / 4 + panel) }, classes: (0..<12).map { $0 % 3 })
    }
    let drawing = ScatterPanels(
      panels: panels, classNames: ["a", "b", "c"], columns: 3, hasNumbers: false
    ).drawing()
    let titles = drawing.labels.filter { $0.text.hasPrefix("panel") }
    #expect(titles.map(\.text) == (0..<9).map { "panel \($0)" })
    for (index, title) in titles.enumerated() {
      #expect(title.box.y == titles[index / 3 * 3].box.y)
      #expect(abs(title.box.x - titles[index % 3].box.x) < 1)
    }
    for name in ["a", "b", "c"] {
      #expect(drawing.labels.count { $0.text == name } == 1)
    }
    let picture = drawing.bitmap()
    for index in 0..<3 { #expect(blobs(of: Palette.color(index), in: picture) == 9 * 4 + 1) }
  }

  @Test("Panels name their own axes where they differ")
  func panelAxes() {
    let figure = ScatterPanels(
      panels: [
        ScatterPanel(x: [0, 1], y: [0, 1], xTitle: "PC₁", yTitle: "PC₂"),
        ScatterPanel(x: [0, 1], y: [0, 1]),
      ], xTitle: "first", yTitle: "second", hasNumbers: false)
    let texts = figure.drawing().labels.map(\.text)
    #expect(texts.sorted() == ["PC₁", "PC₂", "first", "second"])
  }

  @Test("A band reaches from its lower to its upper edge")
  func band() throws {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y", range: 0...10),
      series: [
        Series(
          name: "a", y: [5, 5, 5],
          band: Series.Band(low: [2, 2, 2], high: [7, 7, 7]))
      ])
    let picture = try decoded(chart)
    let column = picture.width * 2 / 3
    func isBlue(_ row: Int) -> Bool {
      let color = picture.color(row: row, column: column)
      return Int(color.blue) > Int(color.red) + 4
    }
    let blue = (0..<picture.height).filter(isBlue)
    let line = (0..<picture.height).filter {
      Int(picture.color(row: $0, column: column).red) < 100 && isBlue($0)
    }
    let top = Double(try #require(blue.first))
    let bottom = Double(try #require(blue.last)) + 1
    let middle = Double(line.reduce(0, +)) / Double(max(1, line.count)) + 0.5
    #expect(abs((bottom - middle) / (middle - top) - 1.5) < 0.05)
  }

  @Test("Dots stand at their values, their intervals reach from end to end")
  func dots() throws {
    let values = [0.2, 0.5, 0.8]
    let chart = DotChart(
      categories: ["a", "b", "c"], x: Axis("accuracy", range: 0...1),
      dots: [
        DotChart.Dots(
          values: values, intervals: Series.Band(low: [0.1, 0.4, 0.6], high: [0.3, 0.7, 0.9]))
      ])
    let picture = try decoded(chart)
    func isBlue(_ row: Int, _ column: Int) -> Bool {
      let color = picture.color(row: row, column: column)
      return color == (0x21, 0x60, 0xB0)
    }
    let rows = (0..<picture.height).filter { row in
      (0..<picture.width).count { isBlue(row, $0) } > 40
    }
    #expect(rows.count >= 3)
    // The middles of the intervals, from left to right as wide as the values say: 0.2, 0.3 and 0.3.
    let widths = Dictionary(grouping: rows) { $0 / 30 }.values.map { lines -> Int in
      let row = lines.sorted()[lines.count / 2]
      let columns = (0..<picture.width).filter { isBlue(row, $0) }
      return (columns.max() ?? 0) - (columns.min() ?? 0)
    }.sorted()
    #expect(widths.count == 3)
    let unit = Double(widths.reduce(0, +)) / 0.8
    for (width, share) in zip(widths, [0.2, 0.3, 0.3]) {
      #expect(abs(Double(width) / unit - share) < 0.01)
    }
    #expect(chart.drawing().labels.map(\.text).contains("0.500"))
  }

  @Test("Ticks stand at the values that are named, as many as have room")
  func marks() {
    func ticks(_ marks: [Double]) -> [String] {
      LineChart(
        x: Axis("x", scale: .logarithmic, marks: marks), y: Axis("y"),
        series: [Series(name: "a", x: marks, y: marks.map { _ in 1 }, look: .intervals)]
      ).drawing().labels.map(\.text)
    }
    #expect(["16", "32", "64", "128"].allSatisfy(ticks([16, 32, 64, 128]).contains))
    let many = ticks((1...100).map(Double.init))
    #expect(many.contains("1") && !many.contains("2"))
  }

  @Test("What has no value is marked at the bottom and named in the legend")
  func rug() throws {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"),
      series: [Series(name: "a", x: [1, 2, 3], y: [1, 2, 3], look: .points)],
      rug: [1.5, 2.5], rugTitle: "stopped early")
    #expect(chart.drawing().labels.map(\.text).contains("stopped early"))
    let picture = try decoded(chart)
    let soft = Color(0x5A5A5A)
    // Two ticks, and one in the legend.
    #expect(blobs(of: soft, in: picture, least: 8) >= 3)
  }

  @Test("A line chart marks each epoch of a short run, in another shape for each series")
  func lines() throws {
    let series = (0..<2).map { index in
      Series(name: "s\(index)", y: (0..<6).map { Double($0 * (index + 1)) + Double(index) })
    }
    let chart = LineChart(x: Axis("epoch"), y: Axis("loss"), series: series)
    let drawing = chart.drawing()
    #expect(["s0", "s1", "epoch", "loss"].allSatisfy(drawing.labels.map(\.text).contains))
    #expect(drawing.labels.filter(\.isTurned).map(\.text) == ["loss"])
    let picture = drawing.bitmap()
    for index in 0..<2 {
      // White rings cut the line into a marker and a piece of line by turns: 6 and 5; the same in
      // the legend: a marker between two pieces.
      #expect(blobs(of: Palette.color(index), in: picture) == 14)
    }
  }

  @Test("Bars are as high as their values")
  func bars() throws {
    let chart = BarChart(
      categories: ["a", "b", "c"], y: Axis("y", range: 0...1),
      bars: [BarChart.Bars(values: [0.25, 0.5, 1])], decimals: nil)
    let picture = try decoded(chart)
    let color = Palette.color(0)
    var heights: [Int] = []
    for column in 0..<picture.width {
      let height = (0..<picture.height).filter {
        picture.color(row: $0, column: column) == (color.red, color.green, color.blue)
      }.count
      if height > 0, heights.last != height { heights.append(height) }
    }
    #expect(heights.count == 3)
    #expect(abs(heights[1] - 2 * heights[0]) <= 2 && abs(heights[2] - 4 * heights[0]) <= 4)
  }

  @Test("Error bars are as long as twice the deviation, and values stand over them")
  func errorBars() throws {
    var chart = BarChart(
      categories: ["a"], y: Axis("y", range: 0...1),
      bars: [BarChart.Bars(values: [0.5], errors: [0.1])], decimals: nil)
    let picture = try decoded(chart)
    func count(_ color: Color, _ column: Int) -> Int {
      (0..<picture.height).count {
        picture.color(row: $0, column: column) == (color.red, color.green, color.blue)
      }
    }
    let bars = (0..<picture.width).filter { count(Palette.color(0), $0) > 50 }
    let middle = (try #require(bars.first) + (try #require(bars.last))) / 2
    let full = count(Palette.color(0), bars[2])
    #expect(abs(Double(count(Style.ink, middle)) - Double(full) * 0.4) < 4)
    #expect(abs(Double(count(Palette.color(0), middle)) - Double(full) * 0.8) < 4)
    chart.decimals = 2
    #expect(chart.drawing().labels.map(\.text).contains("0.50"))
  }

  @Test("Two axes: each line in its colour, every checkpoint marked, three titles")
  func twoAxes() {
    let epochs = [1.0, 2, 3, 4, 5]
    let chart = TwoAxisChart(
      x: Axis("epoch"), left: Axis("error"), right: Axis("accuracy"),
      leftSeries: [Series(name: "falls", x: epochs, y: [5, 4, 3, 2, 1])],
      rightSeries: [Series(name: "stays", x: epochs, y: [0.5, 0.52, 0.5, 0.52, 0.5])])
    let drawing = chart.drawing()
    #expect(Set(drawing.labels.filter(\.isTurned).map(\.text)) == ["error", "accuracy"])
    #expect(["falls", "stays", "epoch"].allSatisfy(drawing.labels.map(\.text).contains))
    let picture = drawing.bitmap()
    // 5 markers and at least 4 pieces of line, which a crossing may cut in two; in the legend a
    // marker between two pieces.
    for index in 0..<2 {
      #expect((12...16).contains(blobs(of: Palette.color(index), in: picture)))
    }
  }

  @Test("A legend of two names that finds no free corner stands below, not beside the plot")
  func legendBelow() {
    let up = (0..<30).map { Double($0 % 2) }
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"),
      series: [Series(name: "one", y: up), Series(name: "two", y: up.map { 1 - $0 })])
    let labels = chart.drawing().labels
    let names = labels.filter { ["one", "two"].contains($0.text) }
    let title = labels.first { $0.text == "x" }
    #expect(names.allSatisfy { $0.box.minY >= title?.box.maxY ?? .infinity })
  }

  @Test("A scree plot has a bar for each component and a marker on the sum of each")
  func scree() {
    let plot = ScreePlot(shares: [0.4, 0.2, 0.1, 0.05], componentTitle: "component")
    let picture = plot.drawing().bitmap()
    // The sum begins on the first bar and rises over the second, cutting neither in two.
    #expect(blobs(of: Palette.color(0), in: picture, least: 200) >= 4)
    #expect(blobs(of: Palette.color(1), in: picture) >= 4)
    let texts = plot.drawing().labels.map(\.text)
    #expect(
      ["component", "explained variance (%)", "cumulative variance (%)"].allSatisfy(texts.contains))
  }

  @Test("A dendrogram has a branch for each cluster and says how many samples it holds")
  func dendrogram() {
    let merges = [
      Dendrogram.Merge(left: 0, right: 1, height: 1, count: 2),
      Dendrogram.Merge(left: 2, right: 3, height: 2, count: 2),
      Dendrogram.Merge(left: 5, right: 6, height: 5, count: 4),
      Dendrogram.Merge(left: 4, right: 7, height: 9, count: 5),
    ]
    let figure = Dendrogram(merges: merges, shownMerges: 2, clusters: 3)
    let counts = figure.drawing().labels.map(\.text).filter { ["1", "2", "5"].contains($0) }
    #expect(counts.filter { $0 == "2" }.count >= 2)
    let picture = figure.drawing().bitmap()
    for index in 0..<3 { #expect(blobs(of: Palette.color(index), in: picture) == 1) }
  }

  @Test("Values without a place are counted in a note")
  func notes() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y", scale: .logarithmic),
      series: [Series(name: "a", y: [1, .nan, 0, 2, -3])])
    #expect(
      chart.drawing().labels.map(\.text).contains("Not drawn: 3 values not finite or not positive.")
    )
  }

  @Test("A legend leaves the data alone")
  func legend() {
    let series = (0..<3).map { index in
      Series(name: "series \(index)", y: (0..<40).map { Double($0 * index) })
    }
    let chart = LineChart(x: Axis("x"), y: Axis("y"), series: series)
    let names = chart.drawing().labels.filter { $0.text.hasPrefix("series") }
    #expect(names.count == 3)
    // One line runs along the bottom, one into the upper right: the upper left is free.
    #expect(names.allSatisfy { $0.box.maxX < 360 && $0.box.maxY < 200 })
  }

  @Test("The same figure gives the same bytes", arguments: Samples.all.map(\.name))
  func deterministic(name: String) throws {
    let figure = try #require(Samples.all.first { $0.name == name }).figure
    #expect(try figure.png(scale: 1) == figure.png(scale: 1))
  }

  @Test("Charts are small files")
  func size() throws {
    #expect(try Samples.twoSplits.png().count < 40_000)
    #expect(try Samples.scatterCrowd.png().count < 120_000)
  }
}
