import Figures
import Files
import Numerics

extension Samples {
  static let tables: [(name: String, figure: any Figure)] = [
    ("heat-map", heatMap), ("heat-map-large", largeHeatMap), ("bars", bars),
    ("bars-groups", groupedBars), ("confusion", confusion), ("scree", scree),
    ("dendrogram", dendrogram), ("filters", filters), ("dots", dots), ("dots-many", manyDots),
    ("lines-intervals", intervals), ("panels-search", search),
  ]

  /// Means with intervals, the names as long as those of people.
  static let dots = DotChart(
    categories: [
      "baseline", "with batch norm after each convolution of the encoder",
      "VGG-like encoder of seven convolutions, each followed by batch norm", "latent 64, PCA 12",
    ], x: Axis("accuracy"),
    dots: [
      DotChart.Dots(
        name: "public accuracy", values: [0.912, 0.924, 0.931, .nan],
        intervals: Series.Band(
          low: [0.905, 0.92, 0.922, .nan], high: [0.919, 0.928, 0.94, .nan])),
      DotChart.Dots(
        name: "private accuracy", values: [0.91, 0.921, 0.933, 0.9],
        intervals: Series.Band(low: [0.9, 0.918, 0.927, .nan], high: [0.92, 0.924, 0.939, .nan])),
    ])

  static let manyDots: DotChart = {
    let values = decay(from: 0.95, to: 0.9, count: 40, noise: 0.004, seed: 80)
    return DotChart(
      title: "Forty settings",
      categories: (0..<40).map { "latent \(8 + 4 * $0), PCA dimensions \($0)" },
      x: Axis("accuracy"),
      dots: [
        DotChart.Dots(
          values: values,
          intervals: Series.Band(low: values.map { $0 - 0.006 }, high: values.map { $0 + 0.006 }))
      ])
  }()

  /// Two lines over sizes that double.
  static let intervals = LineChart(
    x: Axis("latent size", scale: .logarithmic, marks: [16, 32, 64, 128, 256]), y: Axis("accuracy"),
    series: [0, 1].map { index in
      let y = [0.78, 0.83, 0.86, 0.872, 0.87].map { $0 - 0.03 * Double(index) }
      return Series(
        name: ["k-means", "Ward"][index], x: [16, 32, 64, 128, 256], y: y,
        band: Series.Band(low: y.map { $0 - 0.012 }, high: y.map { $0 + 0.012 }), look: .intervals)
    })

  /// What a search drew, with those it stopped early.
  static let search = FigurePanels(
    panels: ["learning rate", "latent size"].enumerated().map { place, name in
      var stream = RandomStream(seed: 90 + UInt64(place), purpose: "search")
      let x = (0..<14).map { _ in
        place == 0 ? 1e-4 * (1 + 99 * stream.uniform() * stream.uniform()) : stream.uniform(8, 64)
      }
      let y = x.map { _ in stream.uniform(0.7, 0.9) }
      return LineChart(
        x: Axis(name, scale: place == 0 ? .logarithmic : .linear), y: Axis("accuracy"),
        series: [
          Series(
            name: "settings", x: Array(x.prefix(9)), y: Array(y.prefix(9)),
            band: Series.Band(
              low: y.prefix(9).map { $0 - 0.02 }, high: y.prefix(9).map { $0 + 0.02 }),
            look: .points),
          Series(name: "best", x: [x[9]], y: [0.92], color: 1, look: .points),
        ], rug: Array(x.suffix(4)), rugTitle: "stopped early", size: Size(360, 300))
    })

  static let heatMap = HeatMap(
    title: "Accuracy by latent size and PCA size", rowTitle: "latent size",
    columnTitle: "PCA dimensions", rowNames: ["16", "32", "64", "128"],
    columnNames: ["4", "8", "12", "16", "32"],
    values: [
      [0.702, 0.731, 0.758, 0.79, 0.821], [0.751, 0.77, 0.788, 0.802, 0.818],
      [0.8, 0.82, 0.828, 0.83, 0.846], [.nan, 0.85, 0.862, 0.858, 0.849],
    ])

  static let largeHeatMap: HeatMap = {
    var stream = RandomStream(seed: 5, purpose: "cells")
    return HeatMap(
      title: "Distance between the class means", rowTitle: "class", columnTitle: "class",
      rowNames: (0..<40).map { "class \($0)" }, columnNames: (0..<40).map { "class \($0)" },
      values: (0..<40).map { row in
        (0..<40).map { column in
          row == column ? 0 : Double(abs(row - column)) + stream.normal()
        }
      }, best: nil)
  }()

  static let bars = BarChart(
    title: "Accuracy, mean and deviation of 3 seeds",
    categories: ["pixels, PCA 32", "baseline", "with batch norm", "VGG-like encoder"],
    y: Axis("accuracy"),
    bars: [
      BarChart.Bars(values: [0.612, 0.756, 0.787, 0.848], errors: [0, 0.021, 0.013, 0.008])
    ])

  static let groupedBars = BarChart(
    title: "Two clusterers on both halves of the test set",
    categories: ["k-means", "agglomerative", "Gaussian mixture"], y: Axis("accuracy"),
    bars: [
      BarChart.Bars(name: "public", values: [0.971, 0.888, .nan], errors: [0.004, 0.011, 0]),
      BarChart.Bars(name: "private", values: [0.970, 0.887, 0.902], errors: [0.005, 0.013, 0.02]),
    ])

  static let confusion = ConfusionMatrix(
    title: "LeNet on the test images, accuracy 0.812",
    counts: [
      [81, 0, 2, 4, 0, 1, 11, 0, 1, 0], [1, 95, 0, 3, 0, 0, 1, 0, 0, 0],
      [2, 0, 71, 1, 14, 0, 12, 0, 0, 0], [5, 2, 1, 83, 4, 0, 5, 0, 0, 0],
      [0, 0, 13, 4, 72, 0, 10, 0, 1, 0], [0, 0, 0, 0, 0, 90, 0, 7, 0, 3],
      [18, 0, 12, 3, 11, 0, 55, 0, 1, 0], [0, 0, 0, 0, 0, 5, 0, 91, 0, 4],
      [1, 0, 2, 1, 0, 1, 2, 1, 92, 0], [0, 0, 0, 0, 0, 2, 0, 5, 0, 93],
    ],
    classNames: [
      "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "ankle boot",
    ])

  static let scree = ScreePlot(
    title: "Variance of the latent vectors",
    shares: (1...24).map { 0.262 / (Double($0) * Double($0).squareRoot()) + 0.012 })

  /// A tree over 200 samples: neighbours merge first, then neighbouring groups.
  static let dendrogram: Dendrogram = {
    var stream = RandomStream(seed: 8, purpose: "merges")
    var clusters = (0..<200).map { (id: $0, count: 1) }
    var merges: [Dendrogram.Merge] = []
    while clusters.count > 1 {
      let at = stream.integer(below: clusters.count - 1)
      let (left, right) = (clusters[at], clusters[at + 1])
      let share = Double(merges.count) / 199
      let height = 2 + 20 * share * share * share * (merges.count > 195 ? 1.9 : 1)
      let count = left.count + right.count
      merges.append(
        Dendrogram.Merge(left: left.id, right: right.id, height: height, count: count))
      clusters.replaceSubrange(at...at + 1, with: [(200 + merges.count - 1, count)])
    }
    return Dendrogram(
      title: "Average linkage of the latent vectors", merges: merges, clusters: 3)
  }()

  static let filters: ImageGrid = {
    var stream = RandomStream(seed: 9, purpose: "filters")
    let images = (0..<32).compactMap { _ in
      Bitmap(
        height: 4, width: 4, channels: 3, values: (0..<48).map { _ in Float(stream.normal()) })
    }
    return ImageGrid(title: "The 32 filters of the first layer", images: images, columns: 8)
  }()
}
