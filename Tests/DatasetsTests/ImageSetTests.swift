import Datasets
import Numerics
import Testing

@Suite struct ImageSetTests {
  private let shape = ImageShape(count: 4, height: 2, width: 3, channels: 3)

  private func images() throws -> ImageSet {
    try #require(
      ImageSet(bytes: DatasetWorkshop.pixels(shape), shape: shape, labels: [0, 1, 1, 0]))
  }

  @Test func bytesBecomeNumbersOfTheScale() throws {
    let bytes = [UInt8](0...255)
    let images = try #require(
      ImageSet(bytes: bytes, shape: ImageShape(count: 1, height: 16, width: 16, channels: 1)))
    for scale in [PixelScale.unit, PixelScale(low: -1, high: 1), PixelScale(low: 0, high: 255)] {
      let values = images.matrix(scale: scale).elements
      #expect(values == bytes.map { scale.value(of: $0) })
      #expect(values[0] == scale.low && values[255] == scale.high)
      #expect(values.map { scale.byte(of: $0) } == bytes)
    }
    #expect(PixelScale.unit.byte(of: -3) == 0)
    #expect(PixelScale.unit.byte(of: 7) == 255)
    #expect(PixelScale.unit.byte(of: .nan) == 0)
    #expect(PixelScale.unit.byte(of: .infinity) == 255)
  }

  @Test func fillFollowsTheOrderAskedForAndLeavesTheRest() throws {
    let images = try images()
    var target = [Float](repeating: 9, count: 3 * shape.imageSize)
    target.withUnsafeMutableBufferPointer { images.fill([7, 3, 0][1...], into: $0, scale: .unit) }
    let all = images.matrix(scale: .unit)
    #expect(target.prefix(18).elementsEqual(all[3]))
    #expect(target[18..<36].elementsEqual(all[0]))
    #expect(target.suffix(18).allSatisfy { $0 == 9 })
  }

  @Test func choosingIsAView() throws {
    let images = try images()
    let chosen = images.selecting([3, 1, 2]).selecting([2, 0])
    #expect(chosen.count == 2)
    #expect(chosen.labels == [1, 0])
    #expect(chosen.bytes(of: 0) == images.bytes(of: 2))
    #expect(chosen.bytes(of: 1) == images.bytes(of: 3))
  }

  @Test func paddingCentresOnBlack() throws {
    let one = try #require(
      ImageSet(
        bytes: [10, 20, 30, 40, 50, 60],
        shape: ImageShape(count: 1, height: 2, width: 3, channels: 1)))
    let padded = try #require(one.padded(to: 5))
    #expect(
      padded.bytes(of: 0) == [
        0, 0, 0, 0, 0,
        0, 10, 20, 30, 0,
        0, 40, 50, 60, 0,
        0, 0, 0, 0, 0,
        0, 0, 0, 0, 0,
      ])
    #expect(padded.matrix(scale: PixelScale(low: -1, high: 1))[0, 0] == -1)
    #expect(one.padded(to: 2) == nil)
  }

  @Test func hashDependsOnPixelsShapeAndLabelsAlone() throws {
    let images = try images()
    let hash = images.contentHash()
    #expect(hash.count == 64)
    let copy = images.selecting([1, 0, 2, 3]).selecting([1, 0, 2, 3])
    #expect(copy.contentHash() == hash)
    #expect(images.labelled(images.labels, classes: ["a", "b"]).contentHash() == hash)

    var bytes = DatasetWorkshop.pixels(shape)
    let unlabelled = try #require(ImageSet(bytes: bytes, shape: shape))
    let reshaped = try #require(
      ImageSet(
        bytes: bytes, shape: ImageShape(count: 4, height: 3, width: 2, channels: 3),
        labels: images.labels))
    bytes[17] ^= 1
    let changed = try #require(ImageSet(bytes: bytes, shape: shape, labels: images.labels))
    let relabelled = try #require(
      ImageSet(bytes: DatasetWorkshop.pixels(shape), shape: shape, labels: [0, 1, 1, 1]))
    let padded = try #require(images.padded(to: 3))
    let others = [
      unlabelled, reshaped, changed, relabelled, padded, images.selecting([0, 1, 3, 2]),
      images.selecting([0, 1, 2]),
    ]
    #expect(Set(others.map { $0.contentHash() } + [hash]).count == 8)

    let drawn = (0..<4).flatMap { padded.bytes(of: $0) }
    let written = try #require(
      ImageSet(
        bytes: drawn, shape: ImageShape(count: 4, height: 3, width: 3, channels: 3),
        labels: images.labels))
    #expect(written.contentHash() == padded.contentHash())
  }

  @Test func bytesThatDoNotFitTheShapeAreRefused() {
    #expect(ImageSet(bytes: [1, 2, 3], shape: shape) == nil)
    #expect(ImageSet(bytes: DatasetWorkshop.pixels(shape), shape: shape, labels: [1]) == nil)
  }
}
