import Figures
import Files
import Numerics
import Testing

/// Grids of images and of numbers.
extension ContentTests {
  @Test("An image grid shows every sample of an image, enlarged by a whole factor")
  func images() throws {
    var bytes: [UInt8] = []
    for pixel in 0..<64 { bytes += [UInt8(pixel * 4), 10, UInt8(255 - pixel * 4)] }
    let image = try #require(Bitmap(height: 8, width: 8, channels: 3, bytes: bytes))
    let picture = try decoded(ImageGrid(rows: [ImageGrid.Row(images: [image])]))
    var counts: [UInt8: Int] = [:]
    for row in 0..<picture.height {
      for column in 0..<picture.width {
        let color = picture.color(row: row, column: column)
        if color.green == 10 { counts[color.red, default: 0] += 1 }
      }
    }
    #expect(counts.count == 64)
    #expect(Set(counts.values) == [28 * 28])
  }

  @Test("Captions stand below their images, what they are to the left of them")
  func captions() {
    let image = Bitmap(height: 4, width: 4, red: 200, green: 30, blue: 30)
    let labels = ImageGrid(rows: [
      ImageGrid.Row(
        label: "model", images: [image, image], captions: ["0.1", "0.2"], captionLabel: "MSE")
    ]).drawing().labels
    #expect(labels.map(\.text).sorted() == ["0.1", "0.2", "MSE", "model"])
    func box(_ text: String) -> Rect? { labels.first { $0.text == text }?.box }
    #expect(box("MSE")?.y == box("0.1")?.y && box("0.1")?.y == box("0.2")?.y)
    #expect(box("MSE")?.maxX ?? 0 < box("0.1")?.minX ?? 0)
    #expect(box("model")?.maxX == box("MSE")?.maxX)
    #expect(box("model")?.maxY ?? 0 < box("MSE")?.minY ?? 0)
  }

  @Test("A large image is averaged down, not sampled")
  func largeImage() throws {
    var bytes: [UInt8] = []
    for row in 0..<600 {
      for column in 0..<600 { bytes.append((row + column) % 2 == 0 ? 0 : 200) }
    }
    let image = try #require(Bitmap(height: 600, width: 600, channels: 1, bytes: bytes))
    let picture = ImageGrid(rows: [ImageGrid.Row(images: [image])]).drawing().bitmap()
    let middle = picture.color(row: picture.height / 2, column: picture.width / 2)
    #expect((80...120).contains(middle.red))
  }

  @Test("A heat map prints its values, the best one in bold, and colours them in order")
  func heatMap() {
    let map = HeatMap(
      rowTitle: "r", columnTitle: "c", rowNames: ["a", "b"], columnNames: ["x", "y"],
      values: [[0.1, 0.9], [0.5, .nan]])
    let texts = map.drawing().labels.map(\.text)
    for text in ["0.100", "0.900", "0.500", "–", "a", "b", "x", "y", "r", "c"] {
      #expect(texts.contains(text))
    }
    let picture = map.drawing().bitmap()
    #expect(blobs(of: ColorMap.color(1), in: picture, least: 500) == 1)
    #expect(blobs(of: ColorMap.color(0), in: picture, least: 500) == 1)
    #expect(blobs(of: ColorMap.color(.nan), in: picture, least: 500) == 1)
  }

  @Test("A confusion matrix prints every count but 0 and colours by the share of the class")
  func confusion() {
    let matrix = ConfusionMatrix(
      counts: [[50, 0, 0], [7, 43, 0], [0, 0, 13]], classNames: ["a", "b"])
    let texts = matrix.drawing().labels.map(\.text)
    for text in ["50", "7", "43", "13", "true class", "predicted class"] {
      #expect(texts.filter { $0 == text }.count == 1)
    }
    // Rows and columns are named; a class without a name has its number.
    for name in ["a", "b", "2"] { #expect(texts.filter { $0 == name }.count == 2) }
    #expect(!texts.contains("0"))
    let picture = matrix.drawing().bitmap()
    // The two classes that are always right are as dark as can be.
    #expect(blobs(of: ColorMap.color(1), in: picture, least: 500) == 2)
  }

  @Test("Hundreds of small photographs become a palette that no sample misses by much")
  func manyPhotographs() throws {
    var stream = RandomStream(seed: 3, purpose: "photographs")
    let images = try (0..<240).map { _ in
      let tint = (0..<3).map { _ in stream.integer(below: 160) }
      var bytes: [UInt8] = []
      for pixel in 0..<256 {
        for channel in 0..<3 {
          let grain = stream.integer(below: 8)
          bytes.append(UInt8(tint[channel] + (pixel % 16 + pixel / 16) * 2 + grain))
        }
      }
      return try #require(Bitmap(height: 16, width: 16, channels: 3, bytes: bytes))
    }
    let grid = ImageGrid(images: images, columns: 20)
    let exact = grid.drawing().bitmap()
    let file = try grid.png()
    let shown = try PNG.decode(file)
    let errors = zip(exact.bytes, shown.bytes).map { abs(Int($0) - Int($1)) }
    // 256 boxes of one size would cut this cube of 227 levels a side into boxes of 36.
    #expect((errors.max() ?? 255) <= 2 * 36)
    #expect(Double(errors.reduce(0, +)) / Double(errors.count) < 36 / 4)
    #expect(try file.count < PNG.encode(exact).count)
  }
}
