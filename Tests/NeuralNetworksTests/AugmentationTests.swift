import NeuralNetworks
import Numerics
import Specification
import Testing

/// An image after an augmentation, for some index of the random stream.
private func augmented(
  _ text: String, _ image: [Float], shape: [Int], index: UInt64 = 0
) throws -> [Float] {
  let augmentation = try read(OneOf<Augmentations>.self, text).value
  var random = RandomStream(seed: 1, purpose: "augmentation", index: index)
  var copy = image
  copy.withUnsafeMutableBufferPointer { buffer in
    if let view = ImageView(buffer, shape: shape) { augmentation.apply(to: view, &random) }
  }
  return copy
}

@Test("A flip swaps left and right, pixel by pixel")
func flip() throws {
  let image: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  #expect(
    try augmented(#"{ "flip": 1 }"#, image, shape: [2, 3, 2])
      == [5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
  #expect(try augmented(#"{ "flip": 0 }"#, image, shape: [2, 3, 2]) == image)
}

@Test("A shift moves every pixel by the same way and fills the border")
func shift() throws {
  let image = (1...25).map(Float.init)
  var seen: Set<[Float]> = []
  for index in 0..<60 {
    let moved = try augmented(
      #"{ "shift": 1, "fill": -1 }"#, image, shape: [5, 5, 1], index: UInt64(index))
    seen.insert(moved)
    let centre = Int(moved[12]) - 1
    let (down, right) = (2 - centre / 5, 2 - centre % 5)
    for row in 0..<5 {
      for column in 0..<5 {
        let (fromRow, fromColumn) = (row - down, column - right)
        let isInside = (0..<5).contains(fromRow) && (0..<5).contains(fromColumn)
        #expect(moved[row * 5 + column] == (isInside ? image[fromRow * 5 + fromColumn] : -1))
      }
    }
  }
  #expect(seen.count == 9)
}

@Test("Brightness and contrast map numbers by a line about their mean")
func brightness() throws {
  let image: [Float] = [0, 0.25, 0.5, 1]
  let changed = try augmented(#"{ "brightness": 0.3, "contrast": 0.5 }"#, image, shape: [2, 2, 1])
  let slope = (changed[3] - changed[0]) / 1
  #expect(slope >= 0.5 && slope <= 1.5 && slope != 1)
  for (x, y) in zip(image, changed) { #expect(abs(y - (changed[0] + slope * x)) < 1e-6) }
  let shift = changed.reduce(0, +) / 4 - image.reduce(0, +) / 4
  #expect(abs(shift) <= 0.3 && shift != 0)
}

@Test("Noise has its standard deviation")
func noise() throws {
  let image = [Float](repeating: 0.5, count: 10_000)
  let changed = try augmented(#"{ "noise": 0.2 }"#, image, shape: [100, 100, 1])
  let squares = changed.reduce(0) { $0 + Double($1 - 0.5) * Double($1 - 0.5) }
  #expect(abs((squares / 10_000).squareRoot() - 0.2) < 0.01)
}

@Test("A cutout paints one square, cut off at the border")
func cutout() throws {
  for index in 0..<50 {
    let changed = try augmented(
      #"{ "cutout": 3, "fill": 9 }"#, [Float](repeating: 0, count: 36), shape: [6, 6, 1],
      index: UInt64(index))
    let painted = changed.indices.filter { changed[$0] == 9 }
    let rows = Set(painted.map { $0 / 6 })
    let columns = Set(painted.map { $0 % 6 })
    #expect(painted.count == rows.count * columns.count)
    #expect((2...3).contains(rows.count) && (2...3).contains(columns.count))
  }
}

@Test("An image's changes depend on the epoch and not on the batches")
func augmentationIsKeyed() throws {
  let data = ArraySource.waves(12, shape: [8, 8, 1])
  func loss(batch: Int) throws -> [Double] {
    let trainer = try Trainer(
      model: read(
        OneOf<Models>.self,
        #"{ "autoencoder": { "encoder": [{ "conv": 2, "kernel": 3, "padding": 1 }] } }"#),
      training: read(
        Training.self,
        #"""
        { "epochs": 2, "batchSize": \#(batch), "optimizer": { "sgd": 0 },
          "augmentation": ["flip", { "shift": 2 }, { "noise": 0.1 }] }
        """#), input: data.shape, seed: 4)
    guard case .finished(_, let history) = try trainer.train(on: data) else { return [] }
    return history.map(\.trainLoss)
  }
  let (whole, parts) = (try loss(batch: 12), try loss(batch: 5))
  #expect(zip(whole, parts).allSatisfy { abs($0 - $1) < 1e-9 })
  #expect(whole[0] != whole[1])
}

@Test("A crop of the whole image is the image, a smaller one is drawn out linearly")
func resizedCrop() throws {
  let image = (0..<48).map(Float.init)
  #expect(
    try augmented(
      #"{ "randomResizedCrop": 1, "stretch": 1 }"#, image, shape: [4, 4, 3]) == image)
  // Of an image that rises evenly along its columns, every part does.
  let slope = (0..<64).map { Float($0 % 8) }
  var parts: Set<[Float]> = []
  for index in 0..<40 {
    let changed = try augmented(
      #"{ "randomResizedCrop": 0.1, "largest": 0.5 }"#, slope, shape: [8, 8, 1],
      index: UInt64(index))
    parts.insert(changed)
    #expect(changed.allSatisfy { $0 >= 0 && $0 <= 7 })
    for row in 0..<8 {
      let line = changed[8 * row..<8 * row + 8]
      #expect(zip(line, changed).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(line, line.dropFirst()).allSatisfy { $1 >= $0 })
      let steps = zip(line, line.dropFirst()).map { $1 - $0 }
      #expect((steps.max() ?? 0) < 1.01)
    }
  }
  #expect(parts.count > 10)
}

@Test("Colour jitter keeps grays gray, and a turn of the hue keeps the mean of a pixel")
func colorJitter() throws {
  let gray: [Float] = [0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.9, 0.9, 0.9, 0.2, 0.2, 0.2]
  let changed = try augmented(#"{ "colorJitter": { "probability": 1 } }"#, gray, shape: [2, 2, 3])
  #expect(changed != gray)
  for pixel in 0..<4 {
    #expect(abs(changed[3 * pixel] - changed[3 * pixel + 1]) < 1e-6)
    #expect(abs(changed[3 * pixel] - changed[3 * pixel + 2]) < 1e-6)
  }
  let color: [Float] = [0.9, 0.1, 0.2, 0.3, 0.8, 0.4]
  let turned = try augmented(
    #"{ "colorJitter": { "brightness": 0, "contrast": 0, "saturation": 0, "hue": 0.5, "probability": 1 } }"#,
    color, shape: [1, 2, 3])
  #expect(turned != color)
  for pixel in 0..<2 {
    let sums = [color, turned].map { $0[3 * pixel..<3 * pixel + 3].reduce(0, +) }
    #expect(abs(sums[0] - sums[1]) < 1e-5)
  }
}

@Test("Grayscale gives all channels the luminance, and leaves one channel alone")
func grayscale() throws {
  let changed = try augmented(
    #"{ "grayscale": 1 }"#, [1, 0, 0, 0.5, 0.5, 0.5], shape: [1, 2, 3])
  for (ours, luminance) in zip(changed, [0.299, 0.299, 0.299, 0.5, 0.5, 0.5] as [Float]) {
    #expect(abs(ours - luminance) < 1e-6)
  }
  #expect(try augmented(#"{ "grayscale": 1 }"#, [1, 0], shape: [1, 2, 1]) == [1, 0])
  let grayscale = try read(OneOf<Augmentations>.self, #""grayscale""#).value
  #expect(grayscale.findings(on: .image(height: 2, width: 2, channels: 1)).count == 1)
  #expect(grayscale.findings(on: .image(height: 2, width: 2, channels: 3)).isEmpty)
}

@Test("A blur spreads a point evenly in both directions, and keeps what is even")
func blur() throws {
  let even = [Float](repeating: 0.7, count: 5 * 4 * 2)
  let options = #"{ "blur": 1, "smallest": 1, "radius": 2, "probability": 1 }"#
  for value in try augmented(options, even, shape: [5, 4, 2]) { #expect(abs(value - 0.7) < 1e-6) }
  var point = [Float](repeating: 0, count: 49)
  point[24] = 1
  let spread = try augmented(options, point, shape: [7, 7, 1])
  #expect(abs(spread.reduce(0, +) - 1) < 1e-6)
  for row in 0..<7 {
    for column in 0..<7 {
      #expect(abs(spread[7 * row + column] - spread[7 * column + row]) < 1e-7)
      #expect(abs(spread[7 * row + column] - spread[7 * (6 - row) + column]) < 1e-7)
    }
  }
  #expect(spread[24] > spread[25] && spread[25] > spread[26] && spread[27] == 0)
}

@Test(
  "Every augmentation keeps images finite and is the same for the same index, of any shape",
  arguments: Augmentations.kinds.map { $0.kind }, [[1, 1, 1], [3, 17, 1], [9, 4, 3]])
func everyAugmentation(kind: String, shape: [Int]) throws {
  let image = (0..<shape.reduce(1, *)).map { Float($0 % 7) / 7 }
  for index in 0..<20 {
    let first = try augmented("\"\(kind)\"", image, shape: shape, index: UInt64(index))
    #expect(first.allSatisfy { $0.isFinite })
    #expect(try augmented("\"\(kind)\"", image, shape: shape, index: UInt64(index)) == first)
  }
}
