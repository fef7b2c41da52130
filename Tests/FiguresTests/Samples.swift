import Figures
import Files
import Numerics

/// One figure of each kind and variety, from fixed data.
enum Samples {
  /// The figures by the name of their reference picture.
  static let all: [(name: String, figure: any Figure)] = lines + scatters + images + tables

  private static let lines: [(name: String, figure: any Figure)] = [
    ("line-two-splits", twoSplits), ("line-spread", spread), ("line-log", logarithmic),
    ("line-many", manyLines), ("two-axis", twoAxes),
  ]
  private static let scatters: [(name: String, figure: any Figure)] = [
    ("scatter-pair", scatterPair), ("scatter-two-ways", scatterTwoWays),
    ("scatter-crowd", scatterCrowd), ("panel-grid", panelGrid),
  ]
  private static let images: [(name: String, figure: any Figure)] = [
    ("images-rows", imageRows), ("images-strip", imageStrip), ("images-many", manyImages),
  ]

  /// A curve that falls from `start` to `end` with noise.
  static func decay(
    from start: Double, to end: Double, count: Int, noise: Double, seed: UInt64
  ) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: "curve")
    return (0..<count).map { epoch in
      let share = 1 / (1 + 8 * Double(epoch) / Double(max(1, count)))
      return end + (start - end) * share * share + noise * stream.normal()
    }
  }

  static let twoSplits = LineChart(
    title: "LeNet: accuracy", x: Axis("epoch"), y: Axis("accuracy"),
    series: [
      Series(name: "training", y: decay(from: 0.1, to: 0.95, count: 120, noise: 0.004, seed: 1)),
      Series(
        name: "test", y: decay(from: 0.1, to: 0.815, count: 120, noise: 0.006, seed: 2)),
    ])

  static let spread = LineChart(
    title: "Training loss, mean and range of 3 seeds", x: Axis("epoch"), y: Axis("loss (MSE)"),
    series: (0..<3).map { index in
      let end = 0.03 + 0.012 * Double(index)
      let means = decay(from: 0.32, to: end, count: 30, noise: 0.0008, seed: 10 + UInt64(index))
      let reach = decay(from: 0.03, to: 0.004, count: 30, noise: 0.0005, seed: 20 + UInt64(index))
      return Series(
        name: ["latent 64", "latent 32", "latent 16"][index], y: means,
        band: Series.Band(
          low: zip(means, reach).map { $0 - $1 }, high: zip(means, reach).map { $0 + $1 / 2 }))
    })

  static let logarithmic = LineChart(
    title: "Explained variance of each component", x: Axis("component", scale: .logarithmic),
    y: Axis("share of the variance", scale: .logarithmic),
    series: [
      Series(name: "images", y: (1...1000).map { 0.2 / Double($0) / Double($0).squareRoot() }),
      Series(name: "noise", y: (1...1000).map { 0.01 - 0.0000099 * Double($0) }),
    ])

  static let manyLines = LineChart(
    title: "Twelve runs", x: Axis("epoch"), y: Axis("validation accuracy"),
    series: (0..<12).map { index in
      Series(
        name: "latent \(8 << (index % 4)), PCA \(4 + index)",
        y: decay(
          from: 0.5, to: 0.95 - 0.03 * Double(index), count: 40, noise: 0.004,
          seed: 30 + UInt64(index)))
    })

  static let twoAxes = TwoAxisChart(
    title: "Baseline at its checkpoints", x: Axis("epoch"),
    left: Axis("reconstruction error (MSE)"),
    right: Axis("validation accuracy"),
    leftSeries: [
      Series(
        name: "reconstruction error", x: (1...12).map { Double($0) * 20 },
        y: decay(from: 0.12, to: 0.02, count: 12, noise: 0.001, seed: 50))
    ],
    rightSeries: [
      Series(
        name: "validation accuracy", x: (1...12).map { Double($0) * 20 },
        y: decay(from: 0.55, to: 0.79, count: 12, noise: 0.006, seed: 51))
    ])

  /// Clouds around centres on a grid: coordinates and classes.
  static func clouds(
    classes: Int, count: Int, seed: UInt64
  ) -> (x: [Double], y: [Double], classes: [Int]) {
    var stream = RandomStream(seed: seed, purpose: "clouds")
    var (x, y, labels): ([Double], [Double], [Int]) = ([], [], [])
    let side = Int(Double(classes).squareRoot().rounded(.up))
    for index in 0..<count {
      let label = index * classes / max(1, count)
      x.append(Double(label % side) * 3.2 + stream.normal())
      y.append(Double(label / side) * 3.2 + 0.5 * stream.normal() + 0.4 * x[index])
      labels.append(label)
    }
    return (x, y, labels)
  }

  static func pair(count: Int, classes: Int, seed: UInt64) -> [ScatterPanel] {
    let (x, y, labels) = clouds(classes: classes, count: count, seed: seed)
    var stream = RandomStream(seed: seed, purpose: "errors")
    let predicted = labels.map { stream.uniform() < 0.07 ? ($0 + 1) % classes : $0 }
    let wrong = zip(labels, predicted).map { $0 != $1 }
    let accuracy = 1 - Double(wrong.filter { $0 }.count) / Double(count)
    return [
      ScatterPanel(title: "true labels", x: x, y: y, classes: labels),
      ScatterPanel(
        title: "predicted, accuracy \(NumberText.fixed(accuracy, decimals: 3))", x: x, y: y,
        classes: predicted, wrong: wrong),
    ]
  }

  static let scatterPair = ScatterPanels(
    title: "Latent vectors in two dimensions", panels: pair(count: 400, classes: 2, seed: 3),
    classNames: ["face", "object"], xTitle: "PC₁", yTitle: "PC₂")

  /// Two ways to two dimensions, one below the other.
  static let scatterTwoWays = ScatterPanels(
    title: "Two ways to two dimensions",
    panels: ["PCA", "t-SNE"].enumerated().flatMap { place, way in
      pair(count: 500, classes: 3, seed: 70 + UInt64(place)).map { panel in
        var panel = panel
        panel.title = "\(way), \(panel.title)"
        panel.xTitle = way == "PCA" ? "PC₁" : "t-SNE₁"
        panel.yTitle = way == "PCA" ? "PC₂" : "t-SNE₂"
        return panel
      }
    }, classNames: ["cat", "dog", "bird"], columns: 2, hasNumbers: false)

  static let scatterCrowd = ScatterPanels(
    title: "3000 test images", panels: pair(count: 3000, classes: 10, seed: 4),
    classNames: ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker"],
    hasNumbers: false)

  static let panelGrid = ScatterPanels(
    title: "LeNet, layer by layer (PCA)",
    panels: (0..<9).map { index in
      let (x, y, labels) = clouds(classes: 10, count: 200, seed: 60 + UInt64(index))
      let names = [
        "input", "conv 1 (6 × 28 × 28)", "pool 1", "conv 2", "pool 2", "linear 120", "linear 84",
        "output", "softmax",
      ]
      return ScatterPanel(title: names[index], x: x, y: y, classes: labels)
    }, classNames: (0..<10).map { "digit \($0)" }, columns: 3, hasNumbers: false)

  /// A small colour picture: a disc before a sloping ground.
  static func picture(_ seed: UInt64, side: Int = 32, channels: Int = 3, blur: Double = 1) -> Bitmap
  {
    var stream = RandomStream(seed: seed, purpose: "picture")
    let (centerX, centerY) = (stream.uniform(0.3, 0.7), stream.uniform(0.3, 0.7))
    let radius = stream.uniform(0.15, 0.3)
    let tint = (0..<3).map { _ in stream.uniform(0.2, 1) }
    var bytes: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let (dx, dy) = (
          Double(column) / Double(side) - centerX, Double(row) / Double(side) - centerY
        )
        let inside = min(1, max(0, (radius - (dx * dx + dy * dy).squareRoot()) * 20 / blur + 0.5))
        for channel in 0..<channels {
          let ground = 90 + 120 * Double(row) / Double(side) * tint[(channel + 1) % 3]
          bytes.append(UInt8(min(255, ground + (255 * tint[channel] - ground) * inside)))
        }
      }
    }
    return Bitmap(height: side, width: side, channels: channels, bytes: bytes)
      ?? Bitmap(height: side, width: side, red: 0, green: 0, blue: 0)
  }

  static let imageRows = ImageGrid(
    title: "Training images and their reconstructions",
    columnTitles: ["image 1", "image 2", "image 3", "image 6", "image 7", "image 9"],
    rows: [
      ImageGrid.Row(label: "original", images: (0..<6).map { picture($0) }),
      ImageGrid.Row(
        label: "baseline", images: (0..<6).map { picture($0, blur: 6) },
        captions: (0..<6).map { "0.0\(31 + 7 * $0)" }, captionLabel: "MSE"),
      ImageGrid.Row(
        label: "with batch norm", images: (0..<6).map { picture($0, blur: 3) },
        captions: (0..<6).map { "0.0\(17 + 5 * $0)" }, captionLabel: "MSE"),
    ])

  static let imageStrip = ImageGrid(
    title: "From z₁ to z₂: the decoded (1 − α) z₁ + α z₂",
    images: (0..<11).map { picture(7, blur: 1 + Double($0)) },
    captions: (0...10).map { $0 == 0 ? "z₁" : $0 == 10 ? "z₂" : "α = 0.\($0)" }, columns: 11)

  static let manyImages = ImageGrid(
    title: "The first 400 reconstructions", images: (0..<400).map { picture($0, channels: 1) },
    columns: 20)
}
