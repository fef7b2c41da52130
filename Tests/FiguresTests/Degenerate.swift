import Figures
import Files

/// Figures of data that nobody plans for.
enum Degenerate {
  static let all: [(name: String, figure: any Figure)] = lines + scatters + tables + grids

  private static let endless = String(repeating: "a very long label that goes on ", count: 40)
  private static let unbroken = String(repeating: "abcdefghij", count: 60)
  private static let strange = "tab\t newline\n zero\u{0} emoji 🙂 漢字 é"
  private static let huge = [1e308, -1e308, Double.greatestFiniteMagnitude, 1e-300]

  private static func line(_ series: [Series], _ axis: Axis = Axis("y")) -> LineChart {
    LineChart(title: "title", x: Axis("epoch"), y: axis, series: series)
  }

  private static let lines: [(name: String, figure: any Figure)] = [
    ("line: no series", line([])),
    ("line: empty series", line([Series(name: "a", y: []), Series(name: "b", y: [])])),
    (
      "line: one epoch",
      line([Series(name: "a", y: [0.5], band: Series.Band(low: [0.4], high: [0.7]))])
    ),
    ("line: one epoch, two series", line([Series(name: "a", y: [1]), Series(name: "b", y: [1])])),
    ("line: equal values", line([Series(name: "a", y: [3, 3, 3])])),
    ("line: zeros", line([Series(name: "a", y: [0, 0, 0])])),
    ("line: all NaN", line([Series(name: "a", y: [.nan, .infinity, -.infinity])])),
    ("line: gaps", line([Series(name: "a", y: [1, .nan, 2, 3, .infinity, 4])])),
    ("line: huge values", line([Series(name: "a", y: huge)])),
    ("line: large values", line([Series(name: "a", y: [1.5e12, 2.5e12, 9e12])])),
    ("line: tiny values", line([Series(name: "a", y: [1e-12, 3e-12, 2e-12])])),
    ("line: narrow values", line([Series(name: "a", y: [1e9, 1e9 + 1, 1e9 + 2])])),
    ("line: nearly equal", line([Series(name: "a", y: [1, 1 + 1e-15, 1])])),
    (
      "line: log of nothing positive",
      line([Series(name: "a", y: [-1, 0, .nan])], Axis("y", scale: .logarithmic))
    ),
    ("line: log, one value", line([Series(name: "a", y: [3])], Axis("y", scale: .logarithmic))),
    (
      "line: log, narrow",
      line([Series(name: "a", y: [3.1, 3.2, 3.3])], Axis("y", scale: .logarithmic))
    ),
    (
      "line: log, 300 decades",
      line([Series(name: "a", y: [1e-150, 1, 1e150])], Axis("y", scale: .logarithmic))
    ),
    (
      "line: values outside the range",
      line([Series(name: "a", y: [-5, 0.5, 7])], Axis("y", range: 0...1))
    ),
    (
      "line: lengths differ",
      line([Series(name: "a", x: [1, 2, 3], y: [1], band: Series.Band(low: [], high: [2, 3]))])
    ),
    (
      "line: log, band below zero and not finite",
      line(
        [
          Series(
            name: "a", y: [3, 2, 1],
            band: Series.Band(low: [-1, .nan, 0.5], high: [4, .infinity, 0.2]))
        ], Axis("y", scale: .logarithmic))
    ),
    (
      "line: long words",
      LineChart(
        title: endless, x: Axis(unbroken), y: Axis(endless),
        series: [Series(name: endless, y: [1, 2]), Series(name: unbroken, y: [2, 1])])
    ),
    (
      "line: strange characters",
      LineChart(
        title: strange, x: Axis(strange), y: Axis(strange),
        series: [Series(name: strange, y: [1, 2]), Series(name: "", y: [2, 1])])
    ),
    (
      "line: 100 series",
      line((0..<100).map { Series(name: "run \($0)", y: [0, 1, Double($0)]) })
    ),
    (
      "line: 1000 long series",
      line((0..<1000).map { Series(name: "run \($0) \(unbroken)", y: [0, Double($0)]) })
    ),
    (
      "line: tiny picture",
      LineChart(
        title: endless, x: Axis("x"), y: Axis("y"), series: [Series(name: "a", y: [1, 2])],
        size: Size(120, 90))
    ),
    (
      "two axes: nothing",
      TwoAxisChart(x: Axis("x"), left: Axis("l"), right: Axis("r"), leftSeries: [], rightSeries: [])
    ),
    (
      "two axes: one point",
      TwoAxisChart(
        title: "t", x: Axis("x"), left: Axis("l"), right: Axis("r"),
        leftSeries: [Series(name: "a", y: [1])], rightSeries: [Series(name: "b", y: [.nan])])
    ),
    (
      "two axes: long words",
      TwoAxisChart(
        title: endless, x: Axis(unbroken), left: Axis(endless), right: Axis(unbroken),
        leftSeries: [Series(name: endless, y: [1, 2])],
        rightSeries: [Series(name: unbroken, y: [3, 4])])
    ),
    (
      "two axes: 100 series",
      TwoAxisChart(
        x: Axis("x"), left: Axis("l", scale: .logarithmic), right: Axis("r"),
        leftSeries: (0..<50).map { Series(name: "left \($0)", y: [1, Double($0)]) },
        rightSeries: (0..<50).map { Series(name: "right \($0)", y: [1, -Double($0)]) })
    ),
  ]

  private static func panel(_ count: Int, classes: Int, title: String = "panel") -> ScatterPanel {
    ScatterPanel(
      title: title, x: (0..<count).map { Double($0 % 17) }, y: (0..<count).map { Double($0 % 23) },
      classes: (0..<count).map { $0 % classes }, wrong: (0..<count).map { $0 % 5 == 0 })
  }

  private static let scatters: [(name: String, figure: any Figure)] = [
    ("scatter: no panels", ScatterPanels(panels: [])),
    ("scatter: empty panel", ScatterPanels(panels: [ScatterPanel(x: [], y: [])])),
    ("scatter: one point", ScatterPanels(panels: [ScatterPanel(title: "p", x: [1], y: [2])])),
    (
      "scatter: one class",
      ScatterPanels(panels: [panel(50, classes: 1)], classNames: ["only"])
    ),
    (
      "scatter: the same point",
      ScatterPanels(panels: [
        ScatterPanel(
          x: Array(repeating: 4, count: 9), y: Array(repeating: 4, count: 9), classes: [-1, 0, 1])
      ])
    ),
    (
      "scatter: not finite",
      ScatterPanels(panels: [ScatterPanel(x: [.nan, 1, .infinity], y: [1, 2, 3])])
    ),
    ("scatter: huge", ScatterPanels(panels: [ScatterPanel(x: huge, y: huge)])),
    (
      "scatter: 100 classes",
      ScatterPanels(
        title: "A hundred classes", panels: [panel(1000, classes: 100), panel(1000, classes: 100)])
    ),
    (
      "scatter: 1000 long classes",
      ScatterPanels(
        panels: [panel(2000, classes: 1000)], classNames: (0..<1000).map { "\($0) \(endless)" })
    ),
    (
      "scatter: long words",
      ScatterPanels(
        title: unbroken, panels: (0..<4).map { _ in panel(9, classes: 2, title: endless) },
        classNames: [endless, unbroken], xTitle: endless, yTitle: unbroken)
    ),
    (
      "scatter: nine panels with one point, none, and NaN",
      ScatterPanels(
        title: endless,
        panels: (0..<9).map { index in
          ScatterPanel(
            title: index % 2 == 0 ? endless : "", x: index % 3 == 0 ? [] : [.nan, 1],
            y: index % 3 == 0 ? [] : [1, 2], classes: [index * 13, 99], xTitle: unbroken,
            yTitle: index == 4 ? "" : endless)
        }, columns: 3, hasNumbers: false)
    ),
    (
      "scatter: nine panels of 100 classes",
      ScatterPanels(panels: (0..<9).map { _ in panel(300, classes: 100) }, columns: 3)
    ),
    (
      "scatter: narrow",
      ScatterPanels(panels: (0..<5).map { _ in panel(9, classes: 3) }, columns: 5, width: 200)
    ),
  ]

  private static let tables: [(name: String, figure: any Figure)] = [
    ("dots: nothing", DotChart(categories: [], x: Axis("x"), dots: [])),
    (
      "dots: one row, one value",
      DotChart(categories: ["a"], x: Axis("x"), dots: [DotChart.Dots(values: [3])])
    ),
    (
      "dots: lengths differ, not finite",
      DotChart(
        title: endless, categories: [endless, unbroken, strange, ""], x: Axis(unbroken),
        dots: [
          DotChart.Dots(
            name: endless, values: [.nan, .infinity, 1],
            intervals: Series.Band(low: [0, .nan], high: [.infinity])),
          DotChart.Dots(name: "b", values: huge),
        ])
    ),
    ("panels: none", FigurePanels(title: endless, panels: [])),
    (
      "panels: three in rows of two",
      FigurePanels(
        panels: [
          line([]), line([Series(name: "a", x: [1, 2], y: [1, 2], look: .intervals)]), line([]),
        ])
    ),
    (
      "line: intervals on a logarithmic axis, marks that cannot be shown",
      LineChart(
        x: Axis("x", scale: .logarithmic, marks: [-1, 0, 1, 2, .nan] + (3..<60).map(Double.init)),
        y: Axis("y", scale: .logarithmic),
        series: [
          Series(
            name: "a", x: [0, 1, 2], y: [1, 2, 3],
            band: Series.Band(low: [-1, -1, .nan], high: [2, 3, 4]), look: .intervals)
        ], rug: [-1, 1, .nan, 50], rugTitle: "rug")
    ),
    (
      "heat map: empty",
      HeatMap(rowTitle: "r", columnTitle: "c", rowNames: [], columnNames: [], values: [])
    ),
    (
      "heat map: one cell",
      HeatMap(rowTitle: "r", columnTitle: "c", rowNames: ["a"], columnNames: ["b"], values: [[1]])
    ),
    (
      "heat map: equal values",
      HeatMap(
        rowTitle: "r", columnTitle: "c", rowNames: ["a"], columnNames: ["b", "c"],
        values: [[0.5, 0.5]])
    ),
    (
      "heat map: all NaN",
      HeatMap(
        title: endless, rowTitle: "r", columnTitle: "c", rowNames: ["a"], columnNames: ["b", "c"],
        values: [[.nan, .nan]])
    ),
    (
      "heat map: not finite, ragged",
      HeatMap(
        rowTitle: endless, columnTitle: unbroken, rowNames: [endless, "b"], columnNames: [unbroken],
        values: [[.nan, .infinity], [1]])
    ),
    (
      "heat map: 100 x 100",
      HeatMap(
        rowTitle: "r", columnTitle: "c", rowNames: (0..<100).map { "row \($0)" },
        columnNames: (0..<100).map { "column \($0)" },
        values: (0..<100).map { row in (0..<100).map { Double(row * $0) } })
    ),
    ("bars: nothing", BarChart(categories: [], y: Axis("y"), bars: [])),
    (
      "bars: one",
      BarChart(
        title: endless, categories: [unbroken], y: Axis(endless),
        bars: [BarChart.Bars(values: [0], errors: [0])])
    ),
    (
      "bars: 100 categories",
      BarChart(
        categories: (0..<100).map { "class \($0)" }, y: Axis("y"),
        bars: [BarChart.Bars(values: (0..<100).map { Double($0 % 7) })])
    ),
    (
      "bars: not finite, negative",
      BarChart(
        categories: ["a", "b", "c"], y: Axis("y"),
        bars: [BarChart.Bars(values: [.nan, -2, 1e300], errors: [1, .nan, 1])])
    ),
    (
      "bars: negative",
      BarChart(
        categories: ["a", "b"], y: Axis("y"),
        bars: [BarChart.Bars(values: [-2, 3], errors: [0.5, 0.5])])
    ),
    (
      "bars: 60 long names",
      BarChart(
        title: "t", categories: (0..<60).map { "\($0) \(endless)" }, y: Axis("y"),
        bars: [BarChart.Bars(values: (0..<60).map(Double.init))])
    ),
    (
      "bars: 30 groups",
      BarChart(
        categories: ["a", "b"], y: Axis("y"),
        bars: (0..<30).map {
          BarChart.Bars(name: "group \($0)", values: [1, 2], errors: [0.1, 3])
        })
    ),
    ("confusion: empty", ConfusionMatrix(counts: [])),
    ("confusion: one class", ConfusionMatrix(title: "t", counts: [[5]])),
    ("confusion: negative, ragged", ConfusionMatrix(counts: [[-1, 2], [], [.max, .max, 1]])),
    (
      "confusion: long names",
      ConfusionMatrix(
        title: endless, counts: [[1, 2], [3, 4_000_000_000]], classNames: [endless, unbroken],
        rowTitle: unbroken, columnTitle: endless)
    ),
    (
      "confusion: 100 classes",
      ConfusionMatrix(
        title: "100 classes",
        counts: (0..<100).map { row in (0..<100).map { $0 == row ? 90 : ($0 + row) % 9 } })
    ),
    ("scree: nothing", ScreePlot(shares: [])),
    ("scree: one", ScreePlot(title: "t", shares: [1])),
    (
      "scree: long words", ScreePlot(title: unbroken, shares: [0.7, 0.3], componentTitle: endless)
    ),
    ("scree: not finite", ScreePlot(shares: [.nan, 0.5, -1, 7])),
    ("scree: 500", ScreePlot(shares: (0..<500).map { _ in 0.002 })),
    ("dendrogram: nothing", Dendrogram(merges: [])),
    (
      "dendrogram: one merge",
      Dendrogram(merges: [Dendrogram.Merge(left: 0, right: 1, height: 2, count: 2)], clusters: 2)
    ),
    (
      "dendrogram: 100 clusters, long words",
      Dendrogram(
        title: endless,
        merges: (0..<150).map {
          Dendrogram.Merge(
            left: $0 == 0 ? 0 : 150 + $0, right: $0 + 1, height: Double($0), count: $0 + 2)
        }, shownMerges: 140, clusters: 100, heightTitle: unbroken)
    ),
    (
      "dendrogram: circles, not finite",
      Dendrogram(
        merges: [
          Dendrogram.Merge(left: 3, right: 3, height: .nan, count: 2),
          Dendrogram.Merge(left: 4, right: -7, height: .infinity, count: -3),
          Dendrogram.Merge(left: 4, right: 9_999_999, height: 1, count: .max),
        ], clusters: 7)
    ),
  ]

  private static let dot = Bitmap(height: 1, width: 1, red: 255, green: 0, blue: 0)
  private static let nothing = Bitmap(height: 0, width: 0, red: 0, green: 0, blue: 0)
  private static let wide = Bitmap(height: 3, width: 900, red: 9, green: 99, blue: 9)

  private static let grids: [(name: String, figure: any Figure)] = [
    ("images: none", ImageGrid(title: "t", rows: [])),
    ("images: empty rows", ImageGrid(rows: [ImageGrid.Row(label: "a", images: [])])),
    ("images: without pixels", ImageGrid(images: [nothing], captions: ["c"], columns: 3)),
    ("images: one pixel", ImageGrid(images: [dot], captions: ["c"], columns: 1)),
    (
      "images: sizes differ",
      ImageGrid(
        images: [dot, wide, Samples.picture(1), nothing], captions: ["a", "b"], columns: 0)
    ),
    (
      "images: large",
      ImageGrid(images: (0..<3).map { Samples.picture($0, side: 600) }, columns: 3)
    ),
    (
      "images: long words",
      ImageGrid(
        title: endless, columnTitles: [endless, unbroken, "c", "d", "e"],
        rows: [
          ImageGrid.Row(label: unbroken, images: [dot, dot], captions: [endless, unbroken, "c"]),
          ImageGrid.Row(label: endless, images: [dot], captions: []),
        ])
    ),
    (
      "images: values not finite",
      ImageGrid(
        images: [[Float.nan, .infinity, -.infinity, 1], [.nan, .nan, .nan, .nan]].compactMap {
          Bitmap(height: 2, width: 2, channels: 1, values: $0)
        }, captions: ["NaN", "–"], columns: 2)
    ),
    (
      "images: 100 rows",
      ImageGrid(
        rows: (0..<100).map {
          ImageGrid.Row(
            label: "class \($0)", images: [dot], captions: ["0.5"], captionLabel: unbroken)
        })
    ),
    (
      "images: 1000 long rows",
      ImageGrid(rows: (0..<1000).map { ImageGrid.Row(label: "\($0) \(endless)", images: [dot]) })
    ),
    (
      "images: 60 in a row",
      ImageGrid(
        images: (0..<60).map { Samples.picture($0) }, captions: (0..<60).map { "0.\($0)" },
        columns: 60)
    ),
  ]
}
